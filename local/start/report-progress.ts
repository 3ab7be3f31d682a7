import type { Cancel, Scheduler } from '../../core/scheduler/scheduler.ts';
import { formatEnds } from './format-ends.ts';
import type { End } from './ledger/counts.ts';
import type { LedgerCounts } from './ledger/event-ledger.ts';

export interface ProgressOptions {
  readonly scheduler: Scheduler;
  readonly stats: () => LedgerCounts;
  /** Returns the events that were not processed, with their reasons. */
  readonly ends: () => readonly End[];
  readonly print: (line: string) => void;
  /** @default 10,000 */
  readonly intervalMs?: number;
}

const SHOWN = ['accepted', 'rejected', 'throttled', 'shed', 'processed', 'pending', 'inFlight'] as const;

/**
 * Prints the ledger's sums in one line at each interval in which they changed, until cancelled. The line ends with the
 * quarantined, dead-lettered and unrouted events and their reasons.
 */
export function reportProgress({ scheduler, stats, ends, print, intervalMs = 10_000 }: ProgressOptions): Cancel {
  let last = '';
  let cancel: Cancel = () => undefined;
  const report = (): void => {
    const counts = Object.values(stats());
    const sums = SHOWN.map((name) => {
      const sum = counts.reduce((total, count) => total + count[name], 0);
      return `${name} ${sum.toLocaleString('en-US')}`;
    });
    const line = [...sums, ...formatEnds(ends())].join('  ');
    if (line !== last) print(line);
    last = line;
    cancel = scheduler.schedule(intervalMs, report);
  };
  cancel = scheduler.schedule(intervalMs, report);
  return () => cancel();
}
