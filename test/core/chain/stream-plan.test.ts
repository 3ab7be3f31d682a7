import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ENTRY_HEAD_BYTES,
  planStream,
  SIZING,
  STAMP_BYTES,
  type StreamDemand,
} from '../../../core/chain/stream-and-source-mapping.ts';
import { EntryPacker } from '../../../lambdas/ingest/pack-entries.ts';

const demand: StreamDemand = {
  traffic: { peakEventsPerSecond: 5_000, meanBytes: 300, meanEventsPerRequest: 1 },
  priority: 'normal',
  latencyObjective: { percentile: 99, milliseconds: 2_000 },
  maxEventsPerEntry: 100,
  processing: {},
  trafficScale: 1,
  shareOfKey: 0,
};

/** Bytes of ingest's entry without key and events. */
function emptyEntryBytes(type: string): number {
  const packer = new EntryPacker();
  packer.add({ type, priority: 'normal', maxEventsPerEntry: 1 }, '', 0, 0);
  return packer.finish()[0]?.bytes ?? Number.NaN;
}

describe('the plan of a stream', () => {
  it('has enough shards for the records, each at most 70 % full, and gives the numbers as the reason', () => {
    const { shards } = planStream(demand);
    expect(shards.value).toBe(8);
    expect(shards.reason).toContain('5,000 records/s ÷ 1,000');
  });

  it('has enough shards for the bytes if they are the limit', () => {
    const packed = planStream({ ...demand, traffic: { ...demand.traffic, meanEventsPerRequest: 20 } });
    expect(packed.recordsPerSecond).toBe(250);
    expect(packed.shards.reason).toContain('MiB/s');
    expect(packed.shards.value).toBe(4);
  });

  it('counts the records that ingest makes of requests, for any size and number of events', () => {
    const type = 'location.pinged';
    // A key with which the head of an entry is as long as the plan assumes.
    const partitionKey = 'k'.repeat(ENTRY_HEAD_BYTES - emptyEntryBytes(type));
    const counts = fc.record({
      // Small events, and events so large that few fit into an entry, for which a byte more or less matters.
      meanBytes: fc.oneof(
        fc.integer({ min: 1, max: 65_000 }),
        fc
          .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: -120, max: 20 }))
          .map(([events, off]) => Math.max(1, Math.floor(65_536 / events) - STAMP_BYTES + off)),
      ),
      meanEventsPerRequest: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.double({ min: 1, max: 100, noNaN: true })),
      maxEventsPerEntry: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(counts, ({ meanBytes, meanEventsPerRequest, maxEventsPerEntry }) => {
        const bytes = meanBytes + STAMP_BYTES;
        // Ingest rejects an event that does not fit into an entry.
        fc.pre(bytes <= 65_536 - ENTRY_HEAD_BYTES);
        const entriesOf = (events: number): number => {
          const packer = new EntryPacker();
          const definition = { type, priority: 'normal', maxEventsPerEntry };
          for (let index = 0; index < events; index += 1) packer.add(definition, partitionKey, bytes, index);
          return packer.finish().length;
        };
        // A mean between two whole numbers is a mix of requests of both sizes.
        const whole = Math.floor(meanEventsPerRequest);
        const more = meanEventsPerRequest - whole;
        const entries = (1 - more) * entriesOf(whole) + (more > 0 ? more * entriesOf(whole + 1) : 0);
        const traffic = { ...demand.traffic, meanBytes, meanEventsPerRequest };
        const { eventsPerRecord } = planStream({ ...demand, traffic, maxEventsPerEntry });
        expect(eventsPerRecord).toBeCloseTo(meanEventsPerRequest / entries, 9);
      }),
      { numRuns: 500 },
    );
  });

  it("uses the catalog's settings and a fixed number of shards unchanged", () => {
    const plan = planStream({ ...demand, processing: { batchSize: 7, bisectBatchOnError: false }, fixedShards: 1 });
    expect(plan.processing.batchSize).toEqual({ value: 7, reason: 'Set by processing.' });
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

  it('keeps every shard below its limits and has an environment for every worker, for any traffic', () => {
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
          traffic,
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
