import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const COMMAND_LINE = path.resolve(import.meta.dirname, '../../bin/cairn.ts');

/**
 * Those of `npm start`. On a machine with much memory V8 keeps up to 128 MiB for young objects, and lets old ones grow to
 * four times what lives before it collects them. Halves of 8 MiB and a quarter more serve as well (ADR 96).
 */
export const RUNTIME_FLAGS = ['--max-semi-space-size=8', '--heap-growing-percent=25'] as const;

/** The local runtime in a process of its own. */
export interface OwnRuntime {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts `npm start` on free ports and without players, so that only this load is counted.
 * @throws Error with the runtime's last output
 */
export async function startOwnRuntime(stage: string): Promise<OwnRuntime> {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      ...RUNTIME_FLAGS,
      COMMAND_LINE,
      ...['start', '--stage', stage, '--port', '0', '--aws-port', '0', '--players', '0'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  const end = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', end);
  const words: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => words.push(text));
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      const [, ready] = /^ready (http\S+)/.exec(line) ?? [];
      if (ready !== undefined) resolve(ready);
    });
    child.once('error', reject);
    child.once('exit', (status) => reject(new Error(`the local runtime ended (${status}): ${words.join('').trim()}`)));
  });
  return {
    url,
    async close() {
      process.removeListener('exit', end);
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      await ended;
    },
  };
}
