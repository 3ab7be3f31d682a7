import { decode, encode, Token, Type } from 'cborg';
import { describe, expect, it } from 'vitest';
import { nameOf, servedStack } from './served-stack.ts';

const stack = servedStack();

describe("Kinesis in CBOR, the protocol of AWS's Java clients", () => {
  const CONTENT_TYPE = 'application/x-amz-cbor-1.1';
  const call = async (operation: string, body: Uint8Array) => {
    const response = await fetch(stack.runtime.awsUrl, {
      method: 'POST',
      headers: { 'x-amz-target': `Kinesis_20131202.${operation}`, 'content-type': CONTENT_TYPE },
      body: Buffer.from(body),
    });
    expect(response.headers.get('content-type')).toBe(CONTENT_TYPE);
    const tags = { 1: (content: () => unknown) => ({ milliseconds: content() }) };
    return { status: response.status, output: decode(new Uint8Array(await response.arrayBuffer()), { tags }) };
  };

  it('accepts and returns bytes, with times in milliseconds', async () => {
    const StreamName = nameOf(stack.runtime, 'Stream');
    const before = Date.now();
    const Data = new Uint8Array([0, 255, 128]);
    await call('PutRecord', encode({ StreamName, PartitionKey: 'cbor', Data }));
    const milliseconds = { Date: (date: Date) => [new Token(Type.tag, 1), new Token(Type.uint, date.getTime())] };
    const from = {
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'AT_TIMESTAMP',
      Timestamp: new Date(before - 1),
    };
    const iterator = await call('GetShardIterator', encode({ StreamName, ...from }, { typeEncoders: milliseconds }));
    const { output } = await call('GetRecords', encode({ ShardIterator: iterator.output.ShardIterator }));
    const record = output.Records.find(({ PartitionKey }: { PartitionKey: string }) => PartitionKey === 'cbor');
    expect(Buffer.from(record.Data)).toEqual(Buffer.from(Data));
    expect(record.ApproximateArrivalTimestamp.milliseconds).toBeGreaterThanOrEqual(before);
    expect(record.ApproximateArrivalTimestamp.milliseconds).toBeLessThanOrEqual(Date.now());
  });

  it('accepts maps and lists without their length, as streaming encoders write them', async () => {
    // {_ "StreamName": "none"}
    const body = Buffer.concat([
      Buffer.from([0xbf, 0x6a]),
      Buffer.from('StreamName'),
      Buffer.from([0x64]),
      Buffer.from('none'),
      Buffer.from([0xff]),
    ]);
    const { status, output } = await call('DescribeStreamSummary', body);
    expect([status, output.__type]).toEqual([400, 'ResourceNotFoundException']);
  });

  it('answers a body that is not CBOR with an error in CBOR', async () => {
    const { status, output } = await call('PutRecord', Buffer.from('{"StreamName":"s"}'));
    expect([status, output.__type]).toEqual([400, 'SerializationException']);
  });
});
