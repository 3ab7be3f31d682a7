import path from 'node:path';

/** The person's working directory, and the one that npm gave the process. */
export interface Surroundings {
  readonly cwd: string;
  /** Where the person called `npm run`. */
  readonly INIT_CWD?: string | undefined;
  /** The package to whose folder `npm run` changes. */
  readonly npm_package_json?: string | undefined;
}

/**
 * Resolves a path as its author meant it: relative to the person's working directory. `npm run` in a subfolder first
 * changes to the package's folder (docs.npmjs.com/cli/commands/npm-run, INIT_CWD).
 */
export function userPath(text: string, here: Surroundings = { ...process.env, cwd: process.cwd() }): string {
  const { cwd, INIT_CWD, npm_package_json } = here;
  const byNpm = INIT_CWD !== undefined && npm_package_json !== undefined && path.dirname(npm_package_json) === cwd;
  return path.resolve(byNpm ? INIT_CWD : cwd, text);
}
