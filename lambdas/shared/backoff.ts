import type { Random } from '../../core/random.ts';

/**
 * A wait with "full jitter": uniform between 0 and the exponential step, so that competitors spread out. Milliseconds.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * @param attempt 1 for the wait after the first attempt
 */
export function backoffMs(random: Random, attempt: number, baseMs: number, maxMs: number): number {
  return Math.round(random.unit() * Math.min(maxMs, baseMs * 2 ** (attempt - 1)));
}
