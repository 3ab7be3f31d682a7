import { expect } from 'vitest';
import type { Contract } from '../stream.suite.ts';

const FIRST = 'shardId-000000000000';
const SECOND = 'shardId-000000000001';
const THIRD = 'shardId-000000000002';
const MIDDLE = (2n ** 127n).toString();

/** kinesis/latest/APIReference/API_SplitShard.html, API_MergeShards.html, API_UpdateShardCount.html */
export const reshardContract: Contract = {
  'splits a shard into two that have it as their parent': async (setting) => {
    const name = await setting.stream();
    await setting.call('SplitShard', { StreamName: name, ShardToSplit: FIRST, NewStartingHashKey: MIDDLE });
    await setting.active(name);
    const shards = await setting.shards(name);
    expect(shards.map(({ ShardId, ParentShardId }) => [ShardId, ParentShardId])).toEqual([
      [FIRST, undefined],
      [SECOND, FIRST],
      [THIRD, FIRST],
    ]);
    expect(shards[2]).toMatchObject({ HashKeyRange: { StartingHashKey: MIDDLE } });
    expect(shards[0]).toMatchObject({ SequenceNumberRange: { EndingSequenceNumber: expect.any(String) } });
  },
  'writes to the children from then on, above the parent’s sequence numbers': async (setting) => {
    const name = await setting.stream();
    const before = await setting.put(name, 'key', 'before');
    await setting.call('SplitShard', { StreamName: name, ShardToSplit: FIRST, NewStartingHashKey: MIDDLE });
    await setting.active(name);
    const after = await setting.put(name, 'key', 'after');
    expect(after.shardId).not.toBe(FIRST);
    expect(BigInt(after.sequenceNumber) > BigInt(before.sequenceNumber)).toBe(true);
  },
  'merges two adjacent shards': async (setting) => {
    const name = await setting.stream(2);
    const input = { StreamName: name, ShardToMerge: FIRST, AdjacentShardToMerge: SECOND };
    await setting.call('MergeShards', input);
    await setting.active(name);
    expect((await setting.shards(name))[2]).toMatchObject({ ParentShardId: FIRST, AdjacentParentShardId: SECOND });
  },
  'refuses to merge shards that do not touch': async (setting) => {
    const name = await setting.stream(3);
    const input = { StreamName: name, ShardToMerge: FIRST, AdjacentShardToMerge: THIRD };
    await expect(setting.call('MergeShards', input)).rejects.toThrow(/InvalidArgumentException/);
  },
  'refuses to split at the beginning of the range': async (setting) => {
    const name = await setting.stream();
    const input = { StreamName: name, ShardToSplit: FIRST, NewStartingHashKey: '0' };
    await expect(setting.call('SplitShard', input)).rejects.toThrow(/InvalidArgumentException/);
  },
  'ends the reading of a closed shard without a further iterator, naming its children': async (setting) => {
    const name = await setting.stream();
    await setting.put(name, 'key', 'a');
    await setting.call('SplitShard', { StreamName: name, ShardToSplit: FIRST, NewStartingHashKey: MIDDLE });
    await setting.active(name);
    const { texts, answer } = await setting.read(name, FIRST, { ShardIteratorType: 'TRIM_HORIZON' });
    expect(texts).toEqual(['a']);
    expect(answer.NextShardIterator ?? null).toBeNull();
    expect(answer.ChildShards).toMatchObject([{ ShardId: SECOND }, { ShardId: THIRD }]);
  },
  'lists the open shards alone when asked': async (setting) => {
    const name = await setting.stream();
    await setting.call('SplitShard', { StreamName: name, ShardToSplit: FIRST, NewStartingHashKey: MIDDLE });
    await setting.active(name);
    const open = await setting.shards(name, { ShardFilter: { Type: 'AT_LATEST' } });
    expect(open.map(({ ShardId }) => ShardId)).toEqual([SECOND, THIRD]);
  },
  'updates the number of shards, at most to the double': async (setting) => {
    const name = await setting.stream(2);
    const update = (TargetShardCount: number) =>
      setting.call('UpdateShardCount', { StreamName: name, TargetShardCount, ScalingType: 'UNIFORM_SCALING' });
    await expect(update(5)).rejects.toThrow(/LimitExceededException/);
    expect(await update(4)).toMatchObject({ CurrentShardCount: 2, TargetShardCount: 4 });
  },
};
