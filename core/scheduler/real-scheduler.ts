import type { Cancel, Scheduler } from './scheduler.ts';

/** The wall clock and the process's timers. No other code in `core` and `local/aws/services` touches them. */
export class RealScheduler implements Scheduler {
  now(): number {
    return Date.now();
  }

  schedule(delayMs: number, callback: () => void): Cancel {
    if (delayMs <= 0) {
      const immediate = setImmediate(callback);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  }
}
