import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import type { JsonObject } from '../../../../../local/aws/services/operation.ts';
import { streamOperations } from '../../../../../local/aws/services/stream/operations.ts';
import { Streams } from '../../../../../local/aws/services/stream/streams.ts';

function endpoint() {
  const scheduler = new VirtualScheduler(Date.UTC(2026, 10, 23));
  const operations = streamOperations(new Streams(scheduler));
  const call = (operation: string, StreamName: string, more: JsonObject = {}) =>
    operations[operation]?.({ StreamName, ...more }) as JsonObject;
  const status = (name: string) =>
    (call('DescribeStreamSummary', name).StreamDescriptionSummary as JsonObject).StreamStatus;
  const create = (names: readonly string[]) => {
    for (const name of names) call('CreateStream', name, { ShardCount: 1 });
  };
  return { scheduler, call, status, create };
}

const FIVE = ['one', 'two', 'three', 'four', 'five'];
const REFUSAL =
  'This request would exceed the limit on the number of streams that can simultaneously be in CREATING or DELETING for the account 000000000000. Limit: 5.';

describe('the life of a stream (kinesis/latest/APIReference/API_CreateStream.html, API_DeleteStream.html)', () => {
  it('accepts records only once it is ACTIVE', () => {
    const { scheduler, call, status, create } = endpoint();
    create(['one']);
    expect(status('one')).toBe('CREATING');
    const put = () => call('PutRecord', 'one', { PartitionKey: 'key', Data: 'eA==' });
    expect(put).toThrow('Stream one under account 000000000000 not found.');
    scheduler.advance(1_000);
    expect(status('one')).toBe('ACTIVE');
    expect(put()).toMatchObject({ ShardId: 'shardId-000000000000' });
  });

  it('keeps its name until the deletion has ended', () => {
    const { scheduler, call, status, create } = endpoint();
    create(['one']);
    expect(() => call('DeleteStream', 'one')).toThrow('not ACTIVE, instead in state CREATING');
    scheduler.advance(1_000);
    call('DeleteStream', 'one');
    expect(status('one')).toBe('DELETING');
    expect(() => create(['one'])).toThrow('already exists');
    scheduler.advance(1_000);
    create(['one']);
  });

  it('refuses a sixth concurrent creation or deletion', () => {
    const { scheduler, call, create } = endpoint();
    create(FIVE);
    expect(() => create(['six'])).toThrow(REFUSAL);
    scheduler.advance(1_000);
    create(['six']);
    scheduler.advance(1_000);
    for (const name of FIVE) call('DeleteStream', name);
    expect(() => call('DeleteStream', 'six')).toThrow(REFUSAL);
    expect(() => create(['seven'])).toThrow(REFUSAL);
    scheduler.advance(1_000);
    call('DeleteStream', 'six');
  });
});

describe('the shards of an account (streams/latest/dev/service-sizes-and-limits.html)', () => {
  const REFUSED =
    /^This request would exceed the shard limit for the account 000000000000 in us-east-1\. Current shard/;

  it('are counted over all provisioned streams', () => {
    const { scheduler, call } = endpoint();
    call('CreateStream', 'large', { ShardCount: 19_999 });
    scheduler.advance(1_000);
    expect(() => call('CreateStream', 'two', { ShardCount: 2 })).toThrow(REFUSED);
    call('CreateStream', 'one', { ShardCount: 1 });
    scheduler.advance(1_000);
    const split = {
      ShardToSplit: 'shardId-000000000000',
      NewStartingHashKey: '170141183460469231731687303715884105728',
    };
    expect(() => call('SplitShard', 'one', split)).toThrow(REFUSED);
    const double = { TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' };
    expect(() => call('UpdateShardCount', 'one', double)).toThrow(REFUSED);
    call('CreateStream', 'on-demand', { StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
  });
});

describe('ListStreams (kinesis/latest/APIReference/API_ListStreams.html)', () => {
  it('lists at most 100 streams, and continues at its token', () => {
    const { scheduler, call, create } = endpoint();
    const names = Array.from({ length: 105 }, (_, index) => `stream-${String(index).padStart(3, '0')}`);
    for (const name of names) {
      create([name]);
      scheduler.advance(1_000);
    }
    const list = (input: JsonObject) => call('ListStreams', 'unused', input);
    const first = list({ Limit: 10_000 });
    expect(first).toMatchObject({ StreamNames: names.slice(0, 100), HasMoreStreams: true });
    const next = list({ NextToken: first.NextToken });
    expect(next).toMatchObject({ StreamNames: names.slice(100), HasMoreStreams: false });
    expect(next).not.toHaveProperty('NextToken');
    expect(() => list({ NextToken: 'stream-001' })).toThrow('Invalid NextToken.');
  });
});
