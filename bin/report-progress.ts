import type { Cancel, Scheduler } from '../core/scheduler/scheduler.ts';
import type { AccountCounts } from '../local/runtime/account.ts';

export interface ProgressOptions {
  readonly scheduler: Scheduler;
  readonly stats: () => AccountCounts;
  readonly print: (line: string) => void;
  /** @default 10,000 */
  readonly intervalMs?: number;
}

const SHOWN = ['accepted', 'rejected', 'throttled', 'shed', 'processed', 'pending', 'inFlight'] as const;

/** Prints the account's sums in one line at each interval in which something changed, until cancelled. */
export function reportProgress({ scheduler, stats, print, intervalMs = 10_000 }: ProgressOptions): Cancel {
  let last = '';
  let cancel: Cancel = () => undefined;
  const report = (): void => {
    const counts = Object.values(stats());
    const line = SHOWN.map((name) => {
      const sum = counts.reduce((total, count) => total + count[name], 0);
      return `${name} ${sum.toLocaleString('en-US')}`;
    }).join('  ');
    if (line !== last) print(line);
    last = line;
    cancel = scheduler.schedule(intervalMs, report);
  };
  cancel = scheduler.schedule(intervalMs, report);
  return () => cancel();
}
