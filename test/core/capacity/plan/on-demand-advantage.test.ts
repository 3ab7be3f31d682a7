import { describe, expect, it } from 'vitest';
import type { ChainType, TrafficShape } from '../../../../core/capacity/model/workload.ts';
import { planChain } from '../../../../core/capacity/plan/chain.ts';
import { onDemandAdvantage } from '../../../../core/capacity/plan/on-demand-advantage.ts';
import { catalog } from '../../../fixtures/start-line/catalog.ts';
import { stages } from '../../../fixtures/start-line/stages.ts';

const [someType] = catalog;
if (someType === undefined) throw new Error('the fixture has types');

/** One stream; records of 1,000 bytes, billed as 1,024. */
function one(peakEventsPerSecond: number, shape: TrafficShape = 'steady') {
  const traffic = { peakEventsPerSecond, meanBytes: 490, meanEventsPerRequest: 1, shape };
  const type: ChainType = { ...someType, type: 'one', traffic } as ChainType;
  return onDemandAdvantage(planChain([type], stages.prod));
}

/** AWS's month has 730 hours; a GB is 2^30 bytes. */
const GB_PER_MONTH_OF_MIB = (730 * 3_600) / 1_024;

describe('Kinesis On-demand Advantage', () => {
  it('costs at least 25 MiB/s in and out: about 3,080 dollars a month, 101 for its shortest time', () => {
    const { least, leastOnce, advantage } = one(1_000) ?? {};
    expect(least).toBeCloseTo(25 * GB_PER_MONTH_OF_MIB * (0.032 + 0.016));
    expect(least).toBeCloseTo(3_079.69, 1);
    expect(leastOnce).toBeCloseTo((3_079.69 * 24) / 730, 1);
    expect(advantage).toBe(least);
  });

  it('costs by usage above that, without stream-hours', () => {
    // 100,000 records/s of 1,000 bytes: 97.66 MiB/s billed in, 95.37 out.
    const { advantage, meanMiBPerSecond } = one(100_000) ?? {};
    expect(meanMiBPerSecond).toBeCloseTo((100_000 * 1_024) / 2 ** 20);
    const [gbIn, gbOut] = [1_024, 1_000].map((bytes) => ((100_000 * bytes) / 2 ** 20) * GB_PER_MONTH_OF_MIB);
    expect(advantage).toBeCloseTo((gbIn ?? 0) * 0.032 + (gbOut ?? 0) * 0.016);
  });

  it('is cheaper than on-demand streams from about 10 MiB/s, as AWS states, for any traffic of one stage', () => {
    // 0.04 × 730 + (0.08 + 0.04 × 1,000 ÷ 1,024) × GB = 3,079.69.
    const expected = (3_079.69 - 29.2) / (0.08 + (0.04 * 1_000) / 1_024) / GB_PER_MONTH_OF_MIB;
    for (const rate of [10, 1_000, 100_000]) expect(one(rate)?.cheaperThanOnDemandFrom).toBeCloseTo(expected, 3);
    expect(expected).toBeGreaterThan(9);
    expect(expected).toBeLessThan(11);
  });

  it('is never cheaper than provisioned shards for even traffic', () => {
    expect(one(1_000)?.cheaperThanProvisionedFrom).toBeUndefined();
  });

  it('is cheaper than shards that only a start line needs, from the traffic at which both cost the same', () => {
    const now = one(1_000, 'start-burst');
    const factor = now?.cheaperThanProvisionedFrom ?? Number.NaN;
    expect(factor).toBeGreaterThan(1);
    const [below, above] = [one(990 * factor, 'start-burst'), one(1_010 * factor, 'start-burst')];
    expect(below?.advantage).toBeGreaterThan(below?.provisioned ?? 0);
    expect(above?.advantage).toBeLessThan(above?.provisioned ?? 0);
  });

  it('is not computed without traffic', () => {
    const retired = catalog.map((type) => ({ ...type, retired: true }));
    expect(onDemandAdvantage(planChain(retired, stages.prod))).toBeUndefined();
  });
});
