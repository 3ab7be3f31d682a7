import type { TokenBucket } from '../token-bucket.ts';

/** Whether a request passes its buckets. All or none: one that a bucket refuses takes nothing from the others. */
export function passes(buckets: readonly TokenBucket[], now: number): boolean {
  for (const bucket of buckets) if (!bucket.has(1, now)) return false;
  for (const bucket of buckets) bucket.take(1, now);
  return true;
}
