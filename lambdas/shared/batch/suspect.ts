import { LAST_ATTEMPT, SUSPECT_AGE_MS } from '../../../core/handler-limits.ts';

/**
 * Whether a delivery may have ended the function before, so that its attempts are counted: a record that comes alone, as
 * bisected batches end, and late. All others cost no call.
 * @param records of the batch
 * @param arrivedAt when the first of them reached the stream, in milliseconds
 */
export function isSuspect(records: number, arrivedAt: number, now: number): boolean {
  return records === 1 && now - arrivedAt >= SUSPECT_AGE_MS;
}

/** @param begun attempts that have begun since one has ended, this one included */
export function isGivenUp(begun: number): boolean {
  return begun >= LAST_ATTEMPT;
}

/**
 * Whether the count is taken back after an attempt that the function has outlived. One that was the first and dealt with
 * the record needs no call: the record is done.
 */
export function isTakenBack(begun: number, isDone: boolean): boolean {
  return begun > 1 || !isDone;
}
