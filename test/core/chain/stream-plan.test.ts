import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planStream, SIZING, type StreamDemand } from '../../../core/chain/stream-plan.ts';

const demand: StreamDemand = {
  traffic: { peakEventsPerSecond: 5_000, meanBytes: 300, shape: 'steady', meanEventsPerRequest: 1 },
  priority: 'normal',
  latencyObjective: { percentile: 99, milliseconds: 2_000 },
  maxEventsPerEntry: 100,
  processing: {},
  trafficScale: 1,
  shareOfKey: 0,
};

describe('the plan of a stream', () => {
  it('has shards for the records, each at most 70 % full, and says so with the numbers', () => {
    const { shards } = planStream(demand);
    expect(shards.value).toBe(8);
    expect(shards.reason).toContain('5,000 records/s ÷ 1,000');
  });

  it('has shards for the bytes where they are what fills them', () => {
    const packed = planStream({ ...demand, traffic: { ...demand.traffic, meanEventsPerRequest: 20 } });
    expect(packed.recordsPerSecond).toBe(250);
    expect(packed.shards.reason).toContain('MiB/s');
    expect(packed.shards.value).toBe(4);
  });

  it('takes what the catalog sets as it is, and a fixed number of shards', () => {
    const plan = planStream({ ...demand, processing: { batchSize: 7, bisectBatchOnError: false }, fixedShards: 1 });
    expect(plan.processing.batchSize).toEqual({ value: 7, reason: 'Set in the catalog.' });
    expect(plan.processing.bisectBatchOnError.value).toBe(false);
    expect(plan.shards.value).toBe(1);
  });

  it('gives up stale sheddable records early and critical ones late, by their age alone', () => {
    const age = (priority: StreamDemand['priority']) => planStream({ ...demand, priority }).processing;
    expect(age('sheddable').maxRecordAgeSeconds.value).toBeLessThan(age('critical').maxRecordAgeSeconds.value);
    for (const priority of ['critical', 'normal', 'sheddable'] as const) {
      expect(age(priority).retryAttempts.value).toBe(-1);
    }
  });

  it('keeps every shard below its limits and has an environment for every worker, whatever the traffic', () => {
    const demands = fc.record({
      peakEventsPerSecond: fc.double({ min: 0.1, max: 50_000, noNaN: true }),
      meanBytes: fc.integer({ min: 50, max: 20_000 }),
      meanEventsPerRequest: fc.integer({ min: 1, max: 100 }),
      milliseconds: fc.integer({ min: 100, max: 60_000 }),
    });
    fc.assert(
      fc.property(demands, ({ milliseconds, ...traffic }) => {
        const plan = planStream({
          ...demand,
          traffic: { ...traffic, shape: 'steady' },
          latencyObjective: { percentile: 99, milliseconds },
        });
        const { shards, recordsPerSecond, recordBytes, processing } = plan;
        expect(recordsPerSecond / shards.value).toBeLessThanOrEqual(1_000 * SIZING.shardUtilisation + 1e-6);
        expect((recordsPerSecond * recordBytes) / shards.value).toBeLessThanOrEqual(
          1_048_576 * SIZING.shardUtilisation + 1e-3,
        );
        expect(processing.reservedConcurrency.value).toBeGreaterThanOrEqual(
          shards.value * processing.parallelizationFactor.value,
        );
        for (const { reason } of Object.values(processing)) expect(reason).toMatch(/\.$/);
      }),
    );
  });
});
