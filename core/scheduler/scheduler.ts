/** The current time, as a parameter. Milliseconds since the Unix epoch. */
export interface Clock {
  now(): number;
}

/** Cancels a scheduled callback that has not run yet; later calls do nothing. */
export type Cancel = () => void;

/** Time that code can wait for. The local services run on a real one, the simulator on a virtual one. */
export interface Scheduler extends Clock {
  /**
   * Runs `callback` once, `delayMs` from now (values below 0 count as 0), never before this call returns.
   * Callbacks of the same instant run in the order in which they were scheduled.
   */
  schedule(delayMs: number, callback: () => void): Cancel;
}

/** Resolves `delayMs` from now on `scheduler`'s clock. */
export function sleep(scheduler: Scheduler, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    scheduler.schedule(delayMs, resolve);
  });
}
