import { expect } from 'vitest';
import type { Contract } from '../stream.suite.ts';

const FIRST = 'shardId-000000000000';
const FROM_START = { ShardIteratorType: 'TRIM_HORIZON' };

/** kinesis/latest/APIReference/API_PutRecord.html, API_PutRecords.html, API_GetShardIterator.html, API_GetRecords.html */
export const recordContract: Contract = {
  'gives the records of a shard in their order, with growing sequence numbers': async (setting) => {
    const name = await setting.stream();
    const numbers: bigint[] = [];
    for (const text of ['a', 'b', 'c']) numbers.push(BigInt((await setting.put(name, 'key', text)).sequenceNumber));
    expect((await setting.read(name, FIRST, FROM_START)).texts).toEqual(['a', 'b', 'c']);
    expect(numbers).toEqual([...numbers].sort((a, b) => (a < b ? -1 : 1)));
  },
  'puts a record where its explicit hash key says': async (setting) => {
    const name = await setting.stream(2);
    const put = (hashKey: bigint) => setting.put(name, 'key', 'x', { ExplicitHashKey: hashKey.toString() });
    expect((await put(0n)).shardId).toBe(FIRST);
    expect((await put(2n ** 128n - 1n)).shardId).toBe('shardId-000000000001');
  },
  'refuses an explicit hash key outside the space': async (setting) => {
    const name = await setting.stream();
    const put = setting.put(name, 'key', 'x', { ExplicitHashKey: (2n ** 128n).toString() });
    await expect(put).rejects.toThrow(/InvalidArgumentException/);
  },
  'begins at, and after, a sequence number': async (setting) => {
    const name = await setting.stream();
    await setting.put(name, 'key', 'a');
    const { sequenceNumber: StartingSequenceNumber } = await setting.put(name, 'key', 'b');
    await setting.put(name, 'key', 'c');
    const from = async (ShardIteratorType: string) =>
      (await setting.read(name, FIRST, { ShardIteratorType, StartingSequenceNumber })).texts;
    expect(await from('AT_SEQUENCE_NUMBER')).toEqual(['b', 'c']);
    expect(await from('AFTER_SEQUENCE_NUMBER')).toEqual(['c']);
  },
  'begins after everything with LATEST': async (setting) => {
    const name = await setting.stream();
    await setting.put(name, 'key', 'a');
    expect((await setting.read(name, FIRST, { ShardIteratorType: 'LATEST' })).texts).toEqual([]);
  },
  'begins at a time': async (setting) => {
    const name = await setting.stream();
    await setting.put(name, 'key', 'a');
    const from = async (Timestamp: number) =>
      (await setting.read(name, FIRST, { ShardIteratorType: 'AT_TIMESTAMP', Timestamp })).texts;
    expect(await from(1)).toEqual(['a']);
  },
  'refuses a time that is missing or in the future': async (setting) => {
    const name = await setting.stream();
    const from = (more: object) => setting.read(name, FIRST, { ShardIteratorType: 'AT_TIMESTAMP', ...more });
    await expect(from({})).rejects.toThrow(
      'InvalidArgumentException: Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.',
    );
    await expect(from({ Timestamp: 4_000_000_000 })).rejects.toThrow(
      'InvalidArgumentException: The timestampInMillis parameter cannot be greater than the currentTimestampInMillis.',
    );
  },
  'refuses a sequence number where none belongs, and its absence where one does': async (setting) => {
    const name = await setting.stream();
    const { sequenceNumber: StartingSequenceNumber } = await setting.put(name, 'key', 'a');
    for (const ShardIteratorType of ['LATEST', 'TRIM_HORIZON']) {
      await expect(setting.read(name, FIRST, { ShardIteratorType, StartingSequenceNumber })).rejects.toThrow(
        `Request specified ${ShardIteratorType} and also a StartingSequenceNumber.`,
      );
    }
    await expect(setting.read(name, FIRST, { ShardIteratorType: 'AT_SEQUENCE_NUMBER' })).rejects.toThrow(
      'Request specified AT_SEQUENCE_NUMBER and no StartingSequenceNumber.',
    );
  },
  'refuses a sequence number of another shard': async (setting) => {
    const name = await setting.stream(2);
    const { sequenceNumber: StartingSequenceNumber } = await setting.put(name, 'key', 'a', { ExplicitHashKey: '0' });
    const read = setting.read(name, 'shardId-000000000001', {
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      StartingSequenceNumber,
    });
    await expect(read).rejects.toThrow(/InvalidArgumentException/);
  },
  // awslabs/amazon-kinesis-client, SequenceNumberValidator.java: the client library checks checkpoints by it.
  'writes version and shard into its sequence numbers': async (setting) => {
    const name = await setting.stream(2);
    const ExplicitHashKey = (2n ** 128n - 1n).toString();
    const { sequenceNumber } = await setting.put(name, 'key', 'a', { ExplicitHashKey });
    const bits = BigInt(sequenceNumber).toString(2);
    expect(bits).toHaveLength(186);
    expect(bits.slice(0, 2)).toBe('10');
    expect(Number.parseInt(bits.slice(-36, -4), 2)).toBe(1);
  },
  'refuses data that is not base64': async (setting) => {
    const StreamName = await setting.stream();
    const bad = { PartitionKey: 'key', Data: '?' };
    await expect(setting.call('PutRecord', { StreamName, ...bad })).rejects.toThrow(/SerializationException/);
    const Records = [{ PartitionKey: 'key', Data: 'eA==' }, bad];
    await expect(setting.call('PutRecords', { StreamName, Records })).rejects.toThrow(/SerializationException/);
    expect((await setting.read(StreamName, FIRST, FROM_START)).texts).toEqual([]);
  },
  'refuses a stream of more shards than the account may have': async (setting) => {
    const create = setting.call('CreateStream', { StreamName: 'absurd', ShardCount: 100_000 });
    await expect(create).rejects.toThrow(/LimitExceededException: This request would exceed the shard limit/);
  },
  'lists streams by pages': async (setting) => {
    for (let count = 0; count < 3; count += 1) await setting.stream();
    const listed: unknown[] = [];
    let answer = await setting.call('ListStreams', { Limit: 2 });
    while (answer.HasMoreStreams === true) {
      expect(answer.StreamNames).toHaveLength(2);
      listed.push(...(answer.StreamNames as readonly string[]));
      answer = await setting.call('ListStreams', { Limit: 2, ExclusiveStartStreamName: listed.at(-1) });
    }
    listed.push(...(answer.StreamNames as readonly string[]));
    expect(listed.length).toBeGreaterThan(2);
    expect(new Set(listed).size).toBe(listed.length);
  },
  'counts the records of PutRecords that failed': async (setting) => {
    const name = await setting.stream();
    const Records = ['a', 'b'].map((text) => ({ PartitionKey: 'key', Data: Buffer.from(text).toString('base64') }));
    expect(await setting.call('PutRecords', { StreamName: name, Records })).toMatchObject({ FailedRecordCount: 0 });
  },
  'refuses more than 500 records in one PutRecords': async (setting) => {
    const name = await setting.stream();
    const Records = Array.from({ length: 501 }, () => ({ PartitionKey: 'key', Data: 'eA==' }));
    await expect(setting.call('PutRecords', { StreamName: name, Records })).rejects.toThrow(/ValidationException/);
  },
  'takes a shard’s 1,000 records a second and refuses more': async (setting) => {
    const name = await setting.stream();
    const Records = Array.from({ length: 500 }, () => ({ PartitionKey: 'key', Data: 'eA==' }));
    let failed = 0;
    for (let call = 0; call < 6; call += 1) {
      failed += Number((await setting.call('PutRecords', { StreamName: name, Records })).FailedRecordCount);
    }
    expect(failed).toBeGreaterThan(0);
  },
  'reads a shard five times a second and refuses more': async (setting) => {
    const name = await setting.stream();
    const reads = Array.from({ length: 20 }, () => setting.read(name, FIRST, FROM_START));
    const refused = (await Promise.allSettled(reads)).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
  },
  'refuses a stream that is not there': async (setting) => {
    await expect(setting.put('no-such-stream', 'key', 'x')).rejects.toThrow(/ResourceNotFoundException/);
  },
  'refuses a partition key of more than 256 characters': async (setting) => {
    const name = await setting.stream();
    await expect(setting.put(name, 'k'.repeat(257), 'x')).rejects.toThrow(/ValidationException/);
  },
};
