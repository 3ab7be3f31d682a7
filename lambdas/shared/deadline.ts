/**
 * The time remaining for the current invocation. Lambda gives an environment one invocation at a time, so one deadline
 * serves every object that lives as long as the environment.
 */
export class Deadline {
  #remainingMs: () => number = () => Number.POSITIVE_INFINITY;

  /** @param remainingMs of the invocation that begins now: milliseconds until Lambda ends it */
  begin(remainingMs: () => number): void {
    this.#remainingMs = remainingMs;
  }

  /** `true` if `neededMs` will remain at `afterMs` from now. */
  leaves(neededMs: number, afterMs = 0): boolean {
    return this.#remainingMs() - afterMs >= neededMs;
  }
}

/** Thrown instead of a call that might not end before its function does. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTime';

  constructor() {
    super('no time is left for another call; the records come again');
  }
}
