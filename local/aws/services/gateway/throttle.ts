import type { TokenBucket } from '../token-bucket.ts';

/** Returns whether a request passes all its buckets. If one bucket refuses it, the others lose no token. */
export function passes(buckets: readonly TokenBucket[], now: number): boolean {
  for (const bucket of buckets) if (!bucket.has(1, now)) return false;
  for (const bucket of buckets) bucket.take(1, now);
  return true;
}
