import path from 'node:path';

/** Where the person stands, and where npm has put the process. */
export interface Surroundings {
  readonly cwd: string;
  /** Where `npm run` was called. */
  readonly INIT_CWD?: string | undefined;
  /** The package whose folder `npm run` goes to. */
  readonly npm_package_json?: string | undefined;
}

/**
 * A path as its author meant it: relative to where the person stands. `npm run` in a folder below goes to the package's
 * first (docs.npmjs.com/cli/commands/npm-run, INIT_CWD).
 */
export function userPath(text: string, here: Surroundings = { ...process.env, cwd: process.cwd() }): string {
  const { cwd, INIT_CWD, npm_package_json } = here;
  const byNpm = INIT_CWD !== undefined && npm_package_json !== undefined && path.dirname(npm_package_json) === cwd;
  return path.resolve(byNpm ? INIT_CWD : cwd, text);
}
