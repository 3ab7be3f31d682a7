import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../core/random.ts';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { createCloud } from '../../../../local/aws/runtime/create-cloud.ts';
import { cloudWatchOperations } from '../../../../local/aws/services/alarms/operations.ts';
import { AWS_DELAYS, delayOf } from '../../../../local/aws/services/delays.ts';
import { mappingOperations } from '../../../../local/aws/services/event-source-mapping/operations.ts';
import type { JsonObject } from '../../../../local/aws/services/operation.ts';
import { streamOperations } from '../../../../local/aws/services/stream/operations.ts';
import { mapped } from '../../../helpers/mapped-function.ts';

const START = Date.UTC(2026, 10, 28);
const MINUTE_MS = 60_000;

/** An account whose changes take as long as on AWS. */
function slowCloud(seed = 1) {
  const scheduler = new VirtualScheduler(START);
  const { cloud } = createCloud({
    assets: new Map(),
    observers: {},
    scheduler,
    random: seededRandom(seed),
    awsUrl: 'http://127.0.0.1:4566',
    region: 'us-east-1',
    poll: 'immediate',
    maxEnvironments: 1,
    delays: AWS_DELAYS,
    log: () => {},
  });
  return { scheduler, cloud };
}

describe('UpdateShardCount with the delays of AWS', () => {
  function resharded(seed: number) {
    const { scheduler, cloud } = slowCloud(seed);
    const settings = { name: 'busy', arn: 'arn', shardCount: 2, retentionHours: 24, mode: 'PROVISIONED' } as const;
    const stream = cloud.streams.create(settings).activate();
    const call = (name: string, input: JsonObject) => streamOperations(cloud.streams)[name]?.(input) as JsonObject;
    const update = (TargetShardCount: number) =>
      call('UpdateShardCount', { StreamName: 'busy', TargetShardCount, ScalingType: 'UNIFORM_SCALING' });
    return { scheduler, stream, update };
  }

  it('leaves the stream UPDATING with its old shards for one to four minutes, and takes no other change', () => {
    const { scheduler, stream, update } = resharded(1);
    expect(update(4)).toMatchObject({ CurrentShardCount: 2, TargetShardCount: 4 });
    scheduler.advance(MINUTE_MS - 1);
    expect([stream.status, stream.openShards.length]).toEqual(['UPDATING', 2]);
    expect(() => update(3)).toThrow(/not ACTIVE, instead in state UPDATING/);
    expect(stream.put('key', 'eA==', 1).shardId).toBeDefined();
    scheduler.advance(3 * MINUTE_MS + 1);
    expect([stream.status, stream.openShards.length]).toEqual(['ACTIVE', 4]);
  });

  it('takes a time that the seed draws', () => {
    const timeOfTwo = (seed: number): number => {
      const { scheduler, stream, update } = resharded(seed);
      for (const target of [4, 8]) {
        update(target);
        while (stream.status !== 'ACTIVE') scheduler.advance(1_000);
      }
      return scheduler.now() - START;
    };
    expect(timeOfTwo(1)).toBe(timeOfTwo(1));
    expect(timeOfTwo(2)).not.toBe(timeOfTwo(1));
  });
});

describe('UpdateEventSourceMapping with the delays of AWS', () => {
  const LONGEST = AWS_DELAYS.mappingUpdateMs[1];

  function governed() {
    const of = mapped({}, () => ({ batchItemFailures: [] }));
    const random = seededRandom(1);
    const operations = mappingOperations([of.mapping], () => delayOf(AWS_DELAYS.mappingUpdateMs, random));
    const call = (name: string, input: object = {}) => {
      const { UUID, ...rest } = { UUID: of.mapping.settings.uuid, ...input };
      return operations[name]?.({ UUID, ...rest }, Buffer.alloc(0)) as { body: JsonObject };
    };
    return { ...of, call, state: () => call('GetEventSourceMapping').body.State };
  }

  it('stops reading at once where it disables, and is Disabling until the update is over', () => {
    const { scheduler, put, processed, call, state } = governed();
    expect(call('UpdateEventSourceMapping', { Enabled: false }).body.State).toBe('Disabling');
    put('key', 'late');
    scheduler.advance(AWS_DELAYS.mappingUpdateMs[0] - 1);
    expect([state(), processed]).toEqual(['Disabling', []]);
    scheduler.advance(LONGEST);
    expect([state(), processed]).toEqual(['Disabled', []]);
  });

  it('reads again, with the new settings, only when the update is over', () => {
    const { scheduler, mapping, put, processed, call, state } = governed();
    call('UpdateEventSourceMapping', { Enabled: false });
    scheduler.advance(LONGEST);
    put('key', 'waits');
    call('UpdateEventSourceMapping', { Enabled: true, BatchSize: 7 });
    scheduler.advance(AWS_DELAYS.mappingUpdateMs[0] - 1);
    expect([state(), processed, mapping.settings.batchSize === 7]).toEqual(['Enabling', [], false]);
    scheduler.advance(LONGEST);
    expect([state(), processed, mapping.settings.batchSize]).toEqual(['Enabled', ['waits'], 7]);
  });

  it('refuses another update meanwhile', () => {
    const { scheduler, call } = governed();
    call('UpdateEventSourceMapping', { BatchSize: 7 });
    expect(() => call('UpdateEventSourceMapping', { BatchSize: 8 })).toThrow(/is Updating/);
    scheduler.advance(LONGEST);
    expect(() => call('UpdateEventSourceMapping', { BatchSize: 8 })).not.toThrow();
  });
});

describe('GetMetricData with the delays of AWS', () => {
  it('has a minute whole, and one to two minutes after its end', () => {
    const { scheduler, cloud } = slowCloud();
    const count = cloud.metrics.meter('Own', 'Things', {});
    const sums = (): unknown => {
      const query = {
        Id: 'things',
        MetricStat: { Metric: { Namespace: 'Own', MetricName: 'Things' }, Period: 60, Stat: 'Sum' },
      };
      const answer = cloudWatchOperations(cloud.metrics, cloud.alarms).GetMetricData?.({
        MetricDataQueries: [query],
        StartTime: START / 1_000,
        EndTime: scheduler.now() / 1_000,
        ScanBy: 'TimestampAscending',
      }) as { MetricDataResults: { Values: number[] }[] };
      return answer.MetricDataResults[0]?.Values;
    };
    count(1);
    scheduler.advance(30_000);
    count(2);
    expect(sums()).toEqual([]);
    scheduler.advance(1.5 * MINUTE_MS - 1);
    expect(sums()).toEqual([]);
    scheduler.advance(MINUTE_MS + 1);
    expect(sums()).toEqual([3]);
  });
});
