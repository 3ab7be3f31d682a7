import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { evenRanges } from '../../../../../local/aws/services/stream/hash-key.ts';
import { streamOperations } from '../../../../../local/aws/services/stream/operations.ts';
import { RESHARD_MS } from '../../../../../local/aws/services/stream/stream.ts';
import { Streams } from '../../../../../local/aws/services/stream/streams.ts';

const START = Date.UTC(2026, 10, 23);
const HOUR_MS = 3_600_000;

function newStream(shardCount = 1, mode: 'PROVISIONED' | 'ON_DEMAND' = 'PROVISIONED') {
  const scheduler = new VirtualScheduler(START);
  const streams = new Streams(scheduler);
  const arn = 'arn:aws:kinesis:us-east-1:000000000000:stream/events';
  const stream = streams.create({ name: 'events', arn, shardCount, retentionHours: 24, mode }).activate();
  const operations = streamOperations(streams);
  const call = (name: string, input: object): Record<string, never> =>
    operations[name]?.({ StreamName: 'events', ...input }) as Record<string, never>;
  /** Changes the shards and waits until the stream is ACTIVE again. */
  const reshard = (name: string, input: object) => {
    const answer = call(name, input);
    scheduler.advance(RESHARD_MS);
    return answer;
  };
  const put = (key: string, text: string) => stream.put(key, Buffer.from(text).toString('base64'), text.length);
  return { scheduler, stream, call, reshard, put };
}

const FIRST = 'shardId-000000000000';
const SECOND = 'shardId-000000000001';
const THIRD = 'shardId-000000000002';
const MIDDLE = (2n ** 127n).toString();

function coversTheSpace(ranges: readonly { readonly starting: string; readonly ending: string }[]): void {
  expect(ranges[0]?.starting).toBe('0'.repeat(32));
  expect(ranges.at(-1)?.ending).toBe('f'.repeat(32));
  for (const [index, { starting }] of ranges.slice(1).entries()) {
    expect(BigInt(`0x${starting}`)).toBe(BigInt(`0x${ranges[index]?.ending}`) + 1n);
  }
}

describe('SplitShard (kinesis/latest/APIReference/API_SplitShard.html)', () => {
  it('closes the shard and divides its hash keys between its children', () => {
    const { stream, reshard, call, put } = newStream();
    const { sequenceNumber } = put('key', 'before').record;
    reshard('SplitShard', { ShardToSplit: FIRST, NewStartingHashKey: MIDDLE });
    coversTheSpace(stream.openShards.map(({ range }) => range));
    const shards = (call('ListShards', {}) as unknown as { Shards: Record<string, Record<string, string>>[] }).Shards;
    expect(shards.map(({ ShardId, ParentShardId }) => [ShardId, ParentShardId])).toEqual([
      [FIRST, undefined],
      [SECOND, FIRST],
      [THIRD, FIRST],
    ]);
    expect(shards[2]?.HashKeyRange?.StartingHashKey).toBe(MIDDLE);
    const ending = shards[0]?.SequenceNumberRange?.EndingSequenceNumber ?? '';
    expect(BigInt(ending) > BigInt(sequenceNumber)).toBe(true);
    const after = put('key', 'after');
    expect(after.shardId).not.toBe(FIRST);
    expect(BigInt(after.record.sequenceNumber) > BigInt(ending)).toBe(true);
  });

  it('gives children higher numbers than their parents, even if all are created in one second', () => {
    const { stream } = newStream();
    for (let split = 0; split < 40; split += 1) {
      const parent = stream.openShards.at(-1);
      if (parent === undefined) throw new Error('a stream has an open shard');
      stream.halve(parent);
      const children = stream.shards.filter(({ lineage }) => lineage.parent === parent.id);
      expect(children).toHaveLength(2);
      for (const { startingSequenceNumber } of children) {
        expect(BigInt(startingSequenceNumber) > BigInt(parent.endingSequenceNumber ?? '')).toBe(true);
      }
    }
  });

  it.each([
    ['the beginning of the range', '0'],
    ['a key outside the number space', (2n ** 128n).toString()],
  ])('refuses %s', (_, at) => {
    const { call } = newStream();
    expect(() => call('SplitShard', { ShardToSplit: FIRST, NewStartingHashKey: at })).toThrow(
      /NewStartingHashKey .* used in SplitShard\(\) on shard shardId-000000000000/,
    );
  });

  it('refuses a stream that is UPDATING, and a shard that is closed', () => {
    const { call, scheduler } = newStream();
    call('SplitShard', { ShardToSplit: FIRST, NewStartingHashKey: MIDDLE });
    expect(call('DescribeStreamSummary', {})).toMatchObject({
      StreamDescriptionSummary: { StreamStatus: 'UPDATING', OpenShardCount: 2 },
    });
    const again = { ShardToSplit: FIRST, NewStartingHashKey: '5' };
    expect(() => call('SplitShard', again)).toThrow(/not ACTIVE, instead in state UPDATING/);
    scheduler.advance(RESHARD_MS);
    expect(() => call('SplitShard', again)).toThrow(/has already been merged or split/);
  });
});

describe('MergeShards (kinesis/latest/APIReference/API_MergeShards.html)', () => {
  it('closes both shards and gives their child the hash keys of both', () => {
    const { stream, reshard } = newStream(2);
    reshard('MergeShards', { ShardToMerge: FIRST, AdjacentShardToMerge: SECOND });
    expect(stream.openShards.map(({ id, lineage }) => [id, lineage])).toEqual([
      [THIRD, { parent: FIRST, adjacentParent: SECOND }],
    ]);
    coversTheSpace(stream.openShards.map(({ range }) => range));
  });

  it('refuses shards that are not adjacent', () => {
    const { call } = newStream(3);
    expect(() => call('MergeShards', { ShardToMerge: FIRST, AdjacentShardToMerge: THIRD })).toThrow(
      /not an adjacent pair of shards eligible for merging/,
    );
  });
});

describe('UpdateShardCount (kinesis/latest/APIReference/API_UpdateShardCount.html)', () => {
  const update = (count: number) => ({ TargetShardCount: count, ScalingType: 'UNIFORM_SCALING' });

  it('ends with equal ranges, from any shards', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 24 }), (from, wanted) => {
        const to = Math.min(from * 2, Math.max(Math.ceil(from / 2), wanted));
        const { stream, reshard } = newStream(from);
        expect(reshard('UpdateShardCount', update(to))).toMatchObject({
          CurrentShardCount: from,
          TargetShardCount: to,
        });
        expect(stream.openShards.map(({ range }) => range)).toEqual(evenRanges(to));
      }),
    );
  });

  it('scales at most to double and at least to half of the open shards', () => {
    const { call } = newStream(4);
    expect(() => call('UpdateShardCount', update(9))).toThrow(/cannot scale up over double/);
    expect(() => call('UpdateShardCount', update(1))).toThrow(/cannot scale down below half/);
    expect(() => call('UpdateShardCount', { ...update(4), ScalingType: 'OTHER' })).toThrow(/UNIFORM_SCALING/);
  });

  it('works ten times in a rolling 24 hours', () => {
    const { reshard, call, scheduler } = newStream(2);
    for (let index = 0; index < 10; index += 1) reshard('UpdateShardCount', update(index % 2 === 0 ? 4 : 2));
    expect(() => call('UpdateShardCount', update(4))).toThrow(/more than 10 times in a rolling 24 hour period/);
    scheduler.advance(24 * HOUR_MS - 9 * RESHARD_MS);
    reshard('UpdateShardCount', update(4));
  });

  it('is refused in on-demand mode, in which Kinesis scales the stream', () => {
    const { call } = newStream(4, 'ON_DEMAND');
    expect(() => call('UpdateShardCount', update(8))).toThrow(/ON_DEMAND/);
  });
});

describe('reading a closed shard (streams/latest/dev/kinesis-using-sdk-java-after-resharding.html)', () => {
  it('returns the children at its end and no further iterator', () => {
    const { call, reshard, put } = newStream();
    put('key', 'a');
    put('key', 'b');
    reshard('SplitShard', { ShardToSplit: FIRST, NewStartingHashKey: MIDDLE });
    const { ShardIterator } = call('GetShardIterator', { ShardId: FIRST, ShardIteratorType: 'TRIM_HORIZON' });
    const first: Record<string, unknown> = call('GetRecords', { ShardIterator, Limit: 1 });
    expect(first.ChildShards).toBeUndefined();
    const last: Record<string, unknown> = call('GetRecords', { ShardIterator: first.NextShardIterator });
    expect(last).not.toHaveProperty('NextShardIterator');
    expect(last).toMatchObject({
      Records: [{ Data: 'Yg==' }],
      ChildShards: [
        { ShardId: SECOND, ParentShards: [FIRST], HashKeyRange: { StartingHashKey: '0' } },
        { ShardId: THIRD, ParentShards: [FIRST], HashKeyRange: { StartingHashKey: MIDDLE } },
      ],
    });
  });

  it('keeps the shard until the retention of its last record ends', () => {
    const { call, reshard, scheduler, put } = newStream();
    put('key', 'a');
    reshard('SplitShard', { ShardToSplit: FIRST, NewStartingHashKey: MIDDLE });
    expect(call('ListShards', {}).Shards).toHaveLength(3);
    scheduler.advance(24 * HOUR_MS);
    expect(call('ListShards', {}).Shards).toHaveLength(2);
  });
});

describe('ListShards (kinesis/latest/APIReference/API_ListShards.html)', () => {
  it('filters and pages', () => {
    const { call, reshard } = newStream(2);
    reshard('MergeShards', { ShardToMerge: FIRST, AdjacentShardToMerge: SECOND });
    const ids = (answer: unknown) => (answer as { Shards: { ShardId: string }[] }).Shards.map(({ ShardId }) => ShardId);
    expect(ids(call('ListShards', { ShardFilter: { Type: 'AT_LATEST' } }))).toEqual([THIRD]);
    expect(ids(call('ListShards', { ShardFilter: { Type: 'AT_TRIM_HORIZON' } }))).toEqual([FIRST, SECOND]);
    const page: Record<string, unknown> = call('ListShards', { MaxResults: 2 });
    expect(ids(page)).toEqual([FIRST, SECOND]);
    expect(ids(call('ListShards', { StreamName: undefined, NextToken: page.NextToken }))).toEqual([THIRD]);
    expect(ids(call('ListShards', { ExclusiveStartShardId: SECOND }))).toEqual([THIRD]);
  });
});

describe('on-demand mode (streams/latest/dev/how-do-i-size-a-stream.html)', () => {
  /** Writes `perSecond` records a second for one key, over two minutes. */
  function load(perSecond: number) {
    const { scheduler, stream, put } = newStream(4, 'ON_DEMAND');
    const hot = stream.shardFor('0'.repeat(32)).id;
    for (let second = 0; second < 120; second += 1) {
      for (let index = 0; index < perSecond; index += 1) {
        stream.put('key', 'eA==', 1, '0'.repeat(32));
      }
      scheduler.advance(1_000);
    }
    put('key', 'x');
    return { scheduler, stream, hot };
  }

  it('splits a shard that was used by more than half over a minute, within 15 minutes', () => {
    const { scheduler, stream, hot } = load(600);
    expect(stream.openShards).toHaveLength(4);
    scheduler.advance(15 * 60_000);
    expect(stream.openShards).toHaveLength(5);
    expect(stream.shard(hot)?.closedAt).toBeDefined();
    coversTheSpace(stream.openShards.map(({ range }) => range));
  });

  it('does not split a shard that was used by less', () => {
    const { scheduler, stream } = load(400);
    scheduler.advance(60 * 60_000);
    expect(stream.openShards).toHaveLength(4);
  });
});
