import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { MemoryBudget } from '../../../../../local/aws/services/memory/memory-budget.ts';
import { evenRanges, hashKeyOf, hashKeyToDecimal } from '../../../../../local/aws/services/stream/hash-key.ts';
import { streamOperations } from '../../../../../local/aws/services/stream/operations.ts';
import type { Stream } from '../../../../../local/aws/services/stream/stream.ts';
import { Streams } from '../../../../../local/aws/services/stream/streams.ts';

function newStream(shardCount = 1, retentionHours = 24, memory?: MemoryBudget) {
  const scheduler = new VirtualScheduler(1_000_000_000_000);
  const streams = new Streams(scheduler, { memory });
  const stream = streams.create({
    name: 'events',
    arn: 'arn:aws:kinesis:us-east-1:000000000000:stream/events',
    shardCount,
    retentionHours,
    mode: 'PROVISIONED',
  });
  stream.activate();
  return { scheduler, stream, operations: streamOperations(streams) };
}

function put(stream: Stream, partitionKey: string, text = 'x') {
  const data = Buffer.from(text);
  return stream.put(partitionKey, data.toString('base64'), data.length);
}

describe('hash keys (streams/latest/dev/key-concepts.html)', () => {
  it('maps a partition key by MD5 into one 128-bit space without gap or overlap', () => {
    const ranges = evenRanges(3);
    expect(ranges[0]?.starting).toBe('0'.repeat(32));
    expect(ranges.at(-1)?.ending).toBe('f'.repeat(32));
    for (const [index, range] of ranges.slice(1).entries()) {
      expect(BigInt(`0x${range.starting}`)).toBe(BigInt(`0x${ranges[index]?.ending}`) + 1n);
    }
    expect(hashKeyToDecimal(hashKeyOf('ada'))).toBe(
      BigInt(`0x${createHash('md5').update('ada').digest('hex')}`).toString(),
    );
  });

  it('writes every key to the shard whose range contains it', () => {
    const { stream } = newStream(5);
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 50 }), (key) => {
        const { range } = stream.shardFor(hashKeyOf(key));
        return range.starting <= hashKeyOf(key) && hashKeyOf(key) <= range.ending;
      }),
    );
  });
});

describe('a shard (streams/latest/dev/service-sizes-and-limits.html)', () => {
  it('accepts 1,000 records at once, then 1,000 a second', () => {
    const { scheduler, stream } = newStream();
    for (let index = 0; index < 1_000; index += 1) put(stream, 'key');
    expect(() => put(stream, 'key')).toThrow(/Rate exceeded for shard shardId-000000000000 in stream events/);
    scheduler.advance(10);
    for (let index = 0; index < 10; index += 1) put(stream, 'key');
    expect(() => put(stream, 'key')).toThrow(/Rate exceeded/);
  });

  it('counts a partition key in bytes of UTF-8 (kinesis/latest/APIReference/API_PutRecord.html)', () => {
    const { stream } = newStream();
    put(stream, 'ключ');
    expect(stream.shards[0]?.written).toEqual({ records: 1, bytes: 8 + 1 });
  });

  it('accepts 1 MiB a second', () => {
    const { scheduler, stream } = newStream();
    put(stream, 'key', 'x'.repeat(700_000));
    expect(() => put(stream, 'key', 'x'.repeat(700_000))).toThrow(/Rate exceeded/);
    scheduler.advance(1_000);
    put(stream, 'key', 'x'.repeat(700_000));
  });

  it('returns increasing sequence numbers', () => {
    const { stream } = newStream();
    const numbers = Array.from({ length: 20 }, () => BigInt(put(stream, 'key').record.sequenceNumber));
    expect(numbers).toEqual([...numbers].sort((a, b) => (a < b ? -1 : 1)));
    expect(new Set(numbers).size).toBe(20);
  });

  it('drops a record when its retention is over', () => {
    const { scheduler, stream } = newStream(1, 24);
    put(stream, 'key', 'old');
    scheduler.advance(24 * 3_600_000 + 1);
    put(stream, 'key', 'new');
    const { records } = stream.shardFor(hashKeyOf('key')).read(0, 10, scheduler.now());
    expect(records.map(({ data }) => Buffer.from(data, 'base64').toString())).toEqual(['new']);
  });

  it('keeps all records that a consumer has not read, and as many of the read ones as memory allows', () => {
    const { scheduler, stream } = newStream(1, 24, new MemoryBudget(64 * 1_048_576));
    const shard = stream.shardFor(hashKeyOf('key'));
    let position = 0;
    shard.addConsumer(
      () => position,
      () => {},
    );
    for (let index = 0; index < 20; index += 1) {
      put(stream, 'key', 'x'.repeat(1_000_000));
      scheduler.advance(1_000);
    }
    expect(shard.oldestIndex).toBe(0);
    position = 20;
    shard.consumed();
    // A 32nd of the budget, as base64.
    expect(shard.bytes).toBe(1_000_000);
  });
});

describe('operations', () => {
  it('PutRecords reports a throttled record beside the accepted ones', () => {
    const { stream, operations } = newStream();
    for (let index = 0; index < 999; index += 1) put(stream, 'key');
    const record = { PartitionKey: 'key', Data: Buffer.from('x').toString('base64') };
    expect(operations.PutRecords?.({ StreamName: 'events', Records: [record, record] })).toMatchObject({
      FailedRecordCount: 1,
      Records: [{ ShardId: 'shardId-000000000000' }, { ErrorCode: 'ProvisionedThroughputExceededException' }],
    });
  });

  it('GetRecords reads five times a second and continues at its iterator', () => {
    const { scheduler, stream, operations } = newStream();
    put(stream, 'key', 'a');
    put(stream, 'key', 'b');
    const call = (name: string, input: object) =>
      operations[name]?.({ ...input }) as {
        ShardIterator: string;
        NextShardIterator: string;
        Records: { Data: string }[];
      };
    let { ShardIterator: iterator } = call('GetShardIterator', {
      StreamName: 'events',
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'TRIM_HORIZON',
    });
    const texts: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const page = call('GetRecords', { ShardIterator: iterator, Limit: 1 });
      for (const { Data: data } of page.Records) texts.push(Buffer.from(data, 'base64').toString());
      iterator = page.NextShardIterator;
    }
    expect(texts).toEqual(['a', 'b']);
    expect(() => call('GetRecords', { ShardIterator: iterator })).toThrow(/Rate exceeded/);
    scheduler.advance(301_000);
    expect(() => call('GetRecords', { ShardIterator: iterator })).toThrow(/Iterator expired/);
  });
});
