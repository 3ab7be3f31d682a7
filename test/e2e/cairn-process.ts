import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');

export interface CairnProcess {
  readonly child: ChildProcess;
  /** Everything printed so far, standard output and error together. */
  output(): string;
  /**
   * The first match in the output, now or later.
   * @param from characters of the output that are left out
   * @throws with the output where the process ends without it
   */
  printed(pattern: RegExp, from?: number): Promise<RegExpMatchArray>;
  /** The exit code; null where a signal ended it. */
  readonly exited: Promise<number | null>;
}

/** `npm run cairn -- ARGUMENTS`, without npm, in `directory`. */
export function spawnCairn(
  args: readonly string[],
  directory = REPOSITORY,
  environment: NodeJS.ProcessEnv = process.env,
): CairnProcess {
  const child = spawn(process.execPath, ['bin/node24.mjs', 'bin/cairn.ts', ...args], {
    cwd: directory,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const watchers = new Set<() => void>();
  const append = (chunk: Buffer): void => {
    output += chunk.toString();
    for (const watcher of watchers) watcher();
  };
  child.stdout.on('data', append);
  child.stderr.on('data', append);
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return {
    child,
    output: () => output,
    exited,
    printed: (pattern, from = 0) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const match = pattern.exec(output.slice(from));
          if (match === null) return;
          watchers.delete(check);
          resolve(match);
        };
        watchers.add(check);
        check();
        void exited.then((code) => reject(new Error(`ended with ${code} before it printed ${pattern}:\n${output}`)));
      }),
  };
}
