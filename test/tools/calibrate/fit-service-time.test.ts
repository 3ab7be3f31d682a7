import { describe, expect, it } from 'vitest';
import { meanOf } from '../../../core/capacity/model/service-time-distribution.ts';
import { seededRandom } from '../../../core/random.ts';
import { fitServiceTime } from '../../../tools/calibrate/fit-service-time.ts';
import type { MeasuredBatch } from '../../../tools/calibrate/measured-chain.ts';

const random = seededRandom(11);
const exponential = (mean: number): number => -Math.log(1 - random.unit()) * mean;

/** Invocations of 1–`most` records: a fixed part, and an exponential time a record. */
function batches(invocationMs: number, recordMs: number, most: number, count = 2_000): MeasuredBatch[] {
  return Array.from({ length: count }, () => {
    const records = 1 + Math.floor(random.unit() * most);
    let milliseconds = invocationMs;
    for (let record = 0; record < records; record += 1) milliseconds += exponential(recordMs);
    return { records, milliseconds, invocations: 1 };
  });
}

describe('fitServiceTime', () => {
  it.each([
    [12, 3, 50],
    [5, 0.5, 100],
    [40, 8, 20],
  ])('finds an invocation of %d ms and records of %d ms in batches of up to %d', (invocationMs, recordMs, most) => {
    const fitted = fitServiceTime(batches(invocationMs, recordMs, most));
    expect((fitted?.invocationMs ?? 0) / invocationMs).toBeCloseTo(1, 0);
    expect((fitted?.recordMs ?? 0) / recordMs).toBeCloseTo(1, 1);
  });

  it('finds the mean of the distribution that a simulation draws from', () => {
    const measured = batches(12, 3, 50);
    const fitted = fitServiceTime(measured);
    if (fitted === undefined) throw new Error('not fitted');
    const drawn = (records: number): number =>
      meanOf({ kind: 'quantiles', quantiles: fitted.invocationQuantiles }) + fitted.recordMs * records;
    const mean = (of: (batch: MeasuredBatch) => number): number =>
      measured.reduce((sum, batch) => sum + of(batch), 0) / measured.length;
    expect(drawn(mean(({ records }) => records)) / mean(({ milliseconds }) => milliseconds)).toBeCloseTo(1, 1);
  });

  it('weighs minutes by their invocations', () => {
    const minutes: MeasuredBatch[] = [
      { records: 10, milliseconds: 30, invocations: 1_000 },
      { records: 20, milliseconds: 50, invocations: 1_000 },
      // A minute with few invocations, during start-up.
      { records: 1, milliseconds: 900, invocations: 1 },
    ];
    const fitted = fitServiceTime(minutes);
    expect(fitted?.recordMs).toBeCloseTo(2, 0);
    expect(fitted?.invocationMs).toBeGreaterThan(8);
    expect(fitted?.invocationMs).toBeLessThan(18);
  });

  it('keeps the assumed proportion if all batches are of one size', () => {
    const same = Array.from({ length: 100 }, () => ({ records: 5, milliseconds: 40, invocations: 1 }));
    // Assumed are 10 ms and 5 × 2 ms; measured was twice that.
    expect(fitServiceTime(same)).toMatchObject({ invocationMs: 20, recordMs: 4 });
  });

  it('never returns a record without time, or an invocation below zero', () => {
    const falling = batches(50, 0.001, 50).map((batch) => ({ ...batch, milliseconds: 60 - batch.records }));
    expect(fitServiceTime(falling)?.recordMs).toBeGreaterThan(0);
    const steep = Array.from({ length: 100 }, (_, index) => {
      const records = 1 + (index % 10);
      return { records, milliseconds: records * records, invocations: 1 };
    });
    expect(fitServiceTime(steep)?.invocationMs).toBe(0);
  });

  it('returns nothing for a handful of invocations', () => {
    expect(fitServiceTime(batches(10, 2, 10, 19))).toBeUndefined();
  });
});
