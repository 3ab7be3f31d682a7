import {
  failedByMinute,
  lastMinutes,
  type Observation,
  PERIOD_MS,
  type Series,
  type TypeMetrics,
} from './observation.ts';

/** An oldest record that is younger by this each minute is of a backlog that drains. */
const DRAINS_BY_MS = PERIOD_MS / 2;

/** Whether all records of the last minutes came back. Fewer events do not help such a handler, and later it catches up. */
export function processesNothing(metrics: TypeMetrics | undefined, now: number): boolean {
  const failedAt = failedByMinute(metrics);
  const invoked = lastMinutes(metrics?.invokedRecords, 3, now);
  return invoked.length > 0 && invoked.every(({ value, at }) => value <= (failedAt.get(at) ?? 0));
}

/** Whether the oldest record becomes younger by the minute. */
export function drains(ages: Series | undefined, now: number): boolean {
  const [before, last] = lastMinutes(ages, 2, now);
  return before !== undefined && last !== undefined && last.value < before.value - DRAINS_BY_MS;
}

/**
 * The table's throttling in minutes in which it served something, or that nobody knows of. One that serves nothing is the
 * circuits' affair: fewer events would not help it, and it is quiet only because nothing is read.
 */
export function throttledWhileServing({ tableThrottled, types }: Observation): Series {
  const served = new Map<number, boolean>();
  for (const { metrics } of Object.values(types)) {
    const failedAt = failedByMinute(metrics);
    for (const { value, at } of metrics?.invokedRecords ?? []) {
      served.set(at, served.get(at) === true || value > (failedAt.get(at) ?? 0));
    }
  }
  return (tableThrottled ?? []).filter(({ at }) => served.get(at) !== false);
}
