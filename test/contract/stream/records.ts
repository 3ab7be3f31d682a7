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
