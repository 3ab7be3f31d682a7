import { describe, expect, it } from 'vitest';
import { planStream } from '../../../core/chain/stream-and-source-mapping.ts';
import { type Workload, workloadTopology } from '../../../core/chain/workload.ts';
import { InputError } from '../../../core/errors.ts';

const orders: Workload = {
  source: 'shop.checkout',
  detailType: 'order.placed',
  traffic: { peakEventsPerSecond: 3_000, meanBytes: 800 },
};

function leaves(value: unknown): readonly { readonly value: unknown; readonly reason: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('reason' in value && 'value' in value) return [value as { value: unknown; reason: string }];
  return Object.values(value).flatMap(leaves);
}

describe('The chain of a workload', () => {
  it('follows from the traffic: an entry an event, without the stamps of ingest', () => {
    const { demand, stream, mapping, handler, rule } = workloadTopology(orders);
    expect(demand).toEqual({ recordsPerSecond: 3_000, recordBytes: 1_150, eventsPerRecord: 1 });
    // 3,000 × 1,150 ÷ 1 MiB ÷ 0.7
    expect(stream.shards.value).toBe(5);
    expect(stream.mode.value).toBe('PROVISIONED');
    expect(rule.partitionKeyPath.value).toBe('$.detail.partitionKey');
    expect(mapping.maxRecordAgeSeconds.value).toBe(6 * 3_600);
    expect(handler.reservedConcurrency.value).toBeUndefined();
  });

  it('gives a reason for each setting, in words of no game and no catalog', () => {
    const settings = leaves(workloadTopology(orders));
    expect(settings.length).toBeGreaterThan(20);
    for (const { reason } of settings) expect(reason).not.toMatch(/ingest|catalog|player|phone|hunt|undefined|NaN/i);
  });

  it('ends retries by a number, unless the app says that its handler sets aside what always fails', () => {
    expect(workloadTopology(orders).mapping.retryAttempts.value).toBe(10);
    const set = workloadTopology({ ...orders, processing: { retryAttempts: -1 } });
    expect(set.mapping.retryAttempts).toEqual({ value: -1, reason: 'Set by processing.' });
  });

  it('takes what the app sets in place of what follows', () => {
    const set = workloadTopology({
      ...orders,
      partitionKeyPath: '$.detail.customerId',
      priority: 'sheddable',
      objectiveMs: 60_000,
      processing: { batchSize: 7, memoryMb: 2_048 },
      reservesConcurrency: true,
    });
    expect(set.rule.partitionKeyPath.value).toBe('$.detail.customerId');
    expect(set.mapping.maxRecordAgeSeconds.value).toBe(900);
    expect(set.rule.maximumEventAgeSeconds.value).toBe(900);
    expect(set.objective.milliseconds).toBe(60_000);
    expect(set.mapping.batchSize.value).toBe(7);
    expect(set.handler.memoryMb.value).toBe(2_048);
    const { shards, parallelizationFactor } = { ...set.stream, ...set.mapping };
    expect(set.handler.reservedConcurrency.value).toBe(Math.ceil(shards.value * parallelizationFactor.value * 1.2));
  });

  it('has more lanes for a slower handler, and cannot spread one hot key', () => {
    const serviceTime = { invocationMs: 10, recordMs: 5, variation: 1, memoryMb: 1_024 };
    const fast = workloadTopology(orders).mapping.parallelizationFactor;
    const slow = workloadTopology({ ...orders, serviceTime }).mapping.parallelizationFactor;
    expect(slow.value).toBeGreaterThan(fast.value);
    const hot = { ...orders, serviceTime, traffic: { ...orders.traffic, hottestKeyShare: 1 } };
    expect(workloadTopology(hot).mapping.parallelizationFactor.value).toBe(1);
  });

  it.each([
    ['one-shard', 'PROVISIONED', 1],
    ['on-demand', 'ON_DEMAND', 4],
  ] as const)('has the streams that %s names', (streamCapacity, mode, shards) => {
    const { stream } = workloadTopology({ ...orders, streamCapacity });
    expect(stream.mode.value).toBe(mode);
    expect(stream.shards.value).toBe(shards);
  });

  it.each([
    [{ source: ' ' }, 'event order.placed: source: got " "'],
    [{ detailType: '' }, 'detailType: got ""'],
    [{ partitionKeyPath: 'detail.customerId' }, 'partitionKeyPath: got "detail.customerId"; allowed: a JSON path'],
    [{ partitionKeyPath: `$.${'a'.repeat(255)}` }, 'at most 256 characters'],
    [
      { traffic: { ...orders.traffic, peakEventsPerSecond: 0 } },
      'traffic.peakEventsPerSecond: got 0; allowed: a number',
    ],
    [{ traffic: { ...orders.traffic, peakEventsPerSecond: Number.NaN } }, 'traffic.peakEventsPerSecond'],
    [{ traffic: { ...orders.traffic, peakEventsPerSecond: Infinity } }, 'traffic.peakEventsPerSecond'],
    [{ traffic: { ...orders.traffic, meanBytes: 70_000 } }, 'traffic.meanBytes: got 70000; allowed: 1 to 65536 bytes'],
    [
      { traffic: { ...orders.traffic, hottestKeyShare: 2 } },
      'traffic.hottestKeyShare: got 2; allowed: above 0, at most 1',
    ],
    [{ objectiveMs: 0 }, 'objectiveMs: got 0; allowed: 1 ms or more'],
  ])('is refused with %j', (change, message) => {
    expect(() => workloadTopology({ ...orders, ...change })).toThrow(InputError);
    expect(() => workloadTopology({ ...orders, ...change })).toThrow(message);
  });
});

describe('The plan of a stream', () => {
  it('counts the stamps of ingest where nothing else is said', () => {
    const demand = {
      traffic: orders.traffic,
      priority: 'normal',
      latencyObjective: { percentile: 99, milliseconds: 5_000 },
      maxEventsPerEntry: 1,
      processing: {},
      trafficScale: 1,
      shareOfKey: 0,
    } as const;
    expect(planStream(demand).recordBytes - planStream({ ...demand, stampBytes: 0 }).recordBytes).toBe(160);
  });
});
