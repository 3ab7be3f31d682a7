import type { Cancel, Scheduler } from '../../../core/scheduler/scheduler.ts';

/**
 * The monotonic clock in fractions of a millisecond. Timers wake at the full millisecond after the requested time,
 * never before it: spinning for the rest would cost more CPU than it gains in precision.
 */
export class PreciseScheduler implements Scheduler {
  now(): number {
    return performance.timeOrigin + performance.now();
  }

  schedule(delayMs: number, callback: () => void): Cancel {
    if (delayMs <= 0) {
      const immediate = setImmediate(callback);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(callback, Math.ceil(delayMs));
    return () => clearTimeout(timer);
  }
}
