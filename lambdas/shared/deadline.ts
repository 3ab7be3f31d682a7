/**
 * How much time the invocation under way has left. Lambda gives an environment one invocation at a time, so one deadline
 * serves all that lives as long as the environment.
 */
export class Deadline {
  #remainingMs: () => number = () => Number.POSITIVE_INFINITY;

  /** @param remainingMs of the invocation that begins now: milliseconds until Lambda ends it. */
  begin(remainingMs: () => number): void {
    this.#remainingMs = remainingMs;
  }

  /** Whether `neededMs` are left, counted from `afterMs` from now. */
  leaves(neededMs: number, afterMs = 0): boolean {
    return this.#remainingMs() - afterMs >= neededMs;
  }
}

/** Thrown in place of a call that might not end before its function does. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTime';

  constructor() {
    super('no time is left for another call; the records come again');
  }
}
