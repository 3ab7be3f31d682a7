import { LAST_ATTEMPT, SUSPECT_AGE_MS } from '../../../core/handler-limits.ts';

/**
 * `true` if a delivery may have ended the function before, so that its attempts must be counted: a record that arrives
 * alone, as bisected batches end, and late. All other deliveries cost no call.
 * @param records of the batch
 * @param arrivedAt when the first of them reached the stream, in milliseconds
 */
export function isSuspect(records: number, arrivedAt: number, now: number): boolean {
  return records === 1 && now - arrivedAt >= SUSPECT_AGE_MS;
}

/** @param begun attempts begun since one last ended, this one included */
export function isGivenUp(begun: number): boolean {
  return begun >= LAST_ATTEMPT;
}

/**
 * `true` if the count must be reset after an attempt that the function survived. A first attempt that finished the
 * record needs no call, because the record does not come again.
 */
export function isTakenBack(begun: number, isDone: boolean): boolean {
  return begun > 1 || !isDone;
}
