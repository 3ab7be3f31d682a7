import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latency, normalQuantile, type QueueDemand } from '../../../../core/capacity/model/latency.ts';

const demand: QueueDemand = {
  recordsPerSecond: 200,
  dispersion: 1,
  environment: 1,
  batchSize: 100,
  memoryMb: 1_024,
  batchingWindowSeconds: 0,
  percentile: 99,
};

describe('the latency of a type', () => {
  it('includes the second between two polls: 990 ms at p99, 500 ms at the median', () => {
    expect(latency(demand).poll).toBe(990);
    expect(latency({ ...demand, percentile: 50 }).poll).toBe(500);
  });

  it('is the sum of its parts', () => {
    const { total, ...parts } = latency(demand);
    expect(total).toBeCloseTo(Object.values(parts).reduce((sum, part) => sum + part, 0));
  });

  it('counts all records of a second in the lane: 233 at p99 in three batches of 210 ms', () => {
    expect(latency(demand).batch).toBe(3 * 210);
  });

  it('has no bound if the other lanes leave no environment for half of the arrivals', () => {
    const half = { ...demand, recordsPerSecond: 240 };
    expect(latency(half).total).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(latency({ ...half, environment: 0.5 }).total).toBe(Number.POSITIVE_INFINITY);
  });

  it('has no bound if the lane handles no more than arrives', () => {
    expect(latency({ ...demand, recordsPerSecond: 475 }).total).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(latency({ ...demand, recordsPerSecond: 477 }).total).toBe(Number.POSITIVE_INFINITY);
  });

  it('never falls with more traffic, with more dispersion or at a higher percentile', () => {
    const inputs = fc.record({
      recordsPerSecond: fc.double({ min: 1, max: 400, noNaN: true }),
      dispersion: fc.double({ min: 1, max: 8, noNaN: true }),
      percentile: fc.double({ min: 50, max: 99.9, noNaN: true }),
      batchSize: fc.integer({ min: 10, max: 1_000 }),
    });
    fc.assert(
      fc.property(inputs, (input) => {
        const { total } = latency({ ...demand, ...input });
        const more = (change: Partial<QueueDemand>) => latency({ ...demand, ...input, ...change }).total;
        expect(more({ recordsPerSecond: input.recordsPerSecond * 1.2 }) + 1e-6).toBeGreaterThanOrEqual(total);
        expect(more({ dispersion: input.dispersion * 1.2 }) + 1e-6).toBeGreaterThanOrEqual(total);
        expect(more({ percentile: input.percentile + 0.05 }) + 1e-6).toBeGreaterThanOrEqual(total);
      }),
    );
  });

  it('waits as in a D/G/1 queue of polls: not at all if almost no poll waits, and growing as 1 ÷ (1 − load)', () => {
    expect(latency({ ...demand, recordsPerSecond: 4 }).wait).toBe(0);
    const waits = [0.5, 0.9, 0.99].map((load) => latency({ ...demand, recordsPerSecond: 476 * load }).wait);
    expect(waits[1]).toBeGreaterThan((waits[0] ?? 0) * 4);
    expect(waits[2]).toBeGreaterThan((waits[1] ?? 0) * 8);
  });
});

describe('the normal quantile', () => {
  it.each([
    [0.5, 0],
    [0.9, 1.2816],
    [0.99, 2.3263],
    [0.999, 3.0902],
    [0.01, -2.3263],
  ])('of %d is %d', (share, expected) => {
    expect(normalQuantile(share)).toBeCloseTo(expected, 2);
  });
});
