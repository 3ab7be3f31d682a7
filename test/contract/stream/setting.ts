import { expect } from 'vitest';

type Json = Readonly<Record<string, unknown>>;

/** A refusal of the service, by AWS's name. */
export class Refused extends Error {
  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = code;
  }
}

const SHARD = /^shardId-\d{12}$/;

/** Streams of one endpoint, spoken to in Kinesis's own JSON: the SDK's client insists on HTTP/2, which peers lack. */
export class StreamSetting {
  readonly #url: string;
  #streams = 0;

  constructor(url: string) {
    this.#url = url;
  }

  async call(operation: string, input: Json): Promise<Json> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `Kinesis_20131202.${operation}`,
        'x-amz-date': '20261101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=a/20261101/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=a',
      },
      body: JSON.stringify(input),
    });
    const text = await response.text();
    const body: Json = text === '' ? {} : JSON.parse(text);
    if (response.status === 200) return body;
    throw new Refused(String(body.__type), String(body.message));
  }

  /** A new stream that is ACTIVE. */
  async stream(ShardCount = 1): Promise<string> {
    this.#streams += 1;
    const StreamName = `contract-${this.#streams}`;
    await this.call('CreateStream', { StreamName, ShardCount });
    await this.active(StreamName);
    return StreamName;
  }

  async active(StreamName: string): Promise<void> {
    await expect.poll(() => this.#status(StreamName), { timeout: 5_000 }).toBe('ACTIVE');
  }

  /** Puts a text and gives the record's shard and sequence number. */
  async put(StreamName: string, PartitionKey: string, text: string, more: Json = {}) {
    const Data = Buffer.from(text).toString('base64');
    const answer = await this.call('PutRecord', { StreamName, PartitionKey, Data, ...more });
    expect(answer.ShardId).toMatch(SHARD);
    return { shardId: String(answer.ShardId), sequenceNumber: String(answer.SequenceNumber) };
  }

  async shards(StreamName: string, more: Json = {}): Promise<readonly Json[]> {
    return (await this.call('ListShards', { StreamName, ...more })).Shards as readonly Json[];
  }

  /** One page from where the iterator's type and arguments say. */
  async read(StreamName: string, ShardId: string, more: Json): Promise<{ texts: string[]; answer: Json }> {
    const { ShardIterator } = await this.call('GetShardIterator', { StreamName, ShardId, ...more });
    const answer = await this.call('GetRecords', { ShardIterator });
    const records = answer.Records as readonly { readonly Data: string }[];
    return { texts: records.map(({ Data }) => Buffer.from(Data, 'base64').toString()), answer };
  }

  async #status(StreamName: string): Promise<unknown> {
    const { StreamDescriptionSummary: summary } = await this.call('DescribeStreamSummary', { StreamName });
    return (summary as Json).StreamStatus;
  }
}
