import { describe, expect, it } from 'vitest';
import { latency, type QueueDemand } from '../../../../core/capacity/model/latency.ts';
import { batchMs } from '../../../../core/capacity/model/service-time.ts';
import { seededRandom } from '../../../../core/random.ts';

/** Enough for a steady p99: the slowest hundredth are at least a thousand records. */
const RECORDS = 100_000;
const LEAST_SECONDS = 500;

/**
 * Simulates poll, wait and batch of every record of a shard: Poisson arrivals, a poll a second, and a record in the
 * lane of its key, independent of the other lanes. `within` is the part of each second in which its records arrive: 1
 * for all of it.
 */
function p99Played(
  { batchSize, memoryMb }: QueueDemand,
  recordsPerSecond: number,
  lanes: number,
  within: number,
): number {
  const random = seededRandom(7);
  const freeAt = new Array<number>(lanes).fill(0);
  const gap = () => (-Math.log(1 - random.unit()) * 1_000) / recordsPerSecond;
  const latencies: number[] = [];
  const seconds = Math.max(LEAST_SECONDS, RECORDS / recordsPerSecond);
  for (let second = 0; second < seconds; second += 1) {
    const arrivals = freeAt.map((): number[] => []);
    for (let at = gap(); at < 1_000; at += gap()) {
      arrivals[Math.floor(random.unit() * lanes)]?.push(second * 1_000 + at * within);
    }
    for (const [lane, records] of arrivals.entries()) {
      for (let from = 0; from < records.length; from += batchSize) {
        const batch = records.slice(from, from + batchSize);
        const end = Math.max((second + 1) * 1_000, freeAt[lane] ?? 0) + batchMs(batch.length, memoryMb);
        freeAt[lane] = end;
        for (const at of batch) latencies.push(end - at);
      }
    }
  }
  return latencies.sort((one, other) => one - other)[Math.floor(latencies.length * 0.99)] ?? 0;
}

/** Records a second, lanes, batch size. */
const CASES = [
  [20, 1, 100],
  [200, 1, 100],
  [200, 2, 50],
  [400, 1, 100],
  [400, 2, 100],
  [450, 1, 100],
  [900, 3, 100],
] as const;

describe.each(CASES)('the p99 of poll, wait and batch for %d records/s, %d lane(s), batches of %d', (...input) => {
  const [ofShard, lanes, batchSize] = input;
  const fixed = { dispersion: 1, environment: 1, memoryMb: 1_024, batchingWindowSeconds: 0, percentile: 99 };
  const demand = { ...fixed, recordsPerSecond: ofShard / lanes, batchSize };
  const { poll, wait, batch } = latency(demand);
  const predicted = poll + wait + batch;

  it('is predicted no lower than simulated, and less than twice as high', () => {
    const seen = p99Played(demand, ofShard, lanes, 1);
    expect(predicted).toBeGreaterThan(seen);
    expect(predicted).toBeLessThan(seen * 2);
  });

  it("is predicted within a fifth if a second's records arrive in its first tenth, as at a start line", () => {
    const ratio = predicted / p99Played(demand, ofShard, lanes, 0.1);
    expect(ratio).toBeGreaterThan(0.97);
    expect(ratio).toBeLessThan(1.2);
  });
});
