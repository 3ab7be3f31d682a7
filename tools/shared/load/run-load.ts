import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Interval, LoadReport } from './load-report.ts';
import type { LoadOptions } from './run-here.ts';

export type ToLoadProcess = { readonly kind: 'run'; readonly options: LoadOptions } | { readonly kind: 'stop' };
export type FromLoadProcess =
  | { readonly kind: 'interval'; readonly interval: Interval }
  | { readonly kind: 'report'; readonly report: LoadReport };

export interface RunLoadHooks {
  /** Called about once a second. */
  readonly onInterval?: (interval: Interval) => void;
  /** Abort it to send no further requests; the report then covers what was sent. */
  readonly stop?: AbortSignal;
}

/**
 * Runs the load in its own process, so that its CPU use and garbage collection do not disturb what it measures.
 * @throws Error if that process ends without a report
 */
export function runLoad(options: LoadOptions, { onInterval, stop }: RunLoadHooks = {}): Promise<LoadReport> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./load-process.ts', import.meta.url)), {
      // Not this process's own flags, such as a test runner's loaders.
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    const tell = (message: ToLoadProcess): void => {
      if (child.connected) child.send(message);
    };
    const end = (): void => tell({ kind: 'stop' });
    let report: LoadReport | undefined;
    child.on('message', (message: FromLoadProcess) => {
      if (message.kind === 'interval') onInterval?.(message.interval);
      else report = message.report;
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      stop?.removeEventListener('abort', end);
      if (report === undefined) reject(new Error(`the load generator ended without a report (${signal ?? code})`));
      else resolve(report);
    });
    tell({ kind: 'run', options });
    if (stop?.aborted === true) end();
    stop?.addEventListener('abort', end);
  });
}
