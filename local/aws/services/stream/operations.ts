import { LIMITS } from '../../../../core/limits.ts';
import {
  type JsonObject,
  type Operations,
  objectList,
  optionalNumber,
  optionalText,
  requiredText,
} from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import { describeChildren, describeShard, describeStream, pageOfShards } from './describe.ts';
import { hashKeyFromDecimal } from './hash-key.ts';
import { reshardOperations } from './reshard-operations.ts';
import type { Shard } from './shard.ts';
import { decodeIterator, encodeIterator, startIndex } from './shard-iterator.ts';
import type { PutResult, Stream } from './stream.ts';
import type { Streams } from './streams.ts';

const PUT_RECORDS_COUNT = LIMITS.kinesisRecordsPerCall.value;
const PUT_RECORDS_BYTES = LIMITS.kinesisBytesPerCall.value;

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStream.html */
const DESCRIBE_STREAM_SHARDS = 100;

/** `Kinesis_20131202.*`. */
export function streamOperations(streams: Streams): Operations {
  const streamOf = (input: JsonObject): Stream =>
    streams.named(optionalText(input, 'StreamARN') ?? requiredText(input, 'StreamName'));
  const shardOf = (stream: Stream, shardId: string): Shard => {
    const shard = stream.shard(shardId);
    if (shard !== undefined) return shard;
    throw new ServiceError(
      'ResourceNotFoundException',
      `Shard ${shardId} in stream ${stream.settings.name} under account ${streams.home.account} does not exist`,
    );
  };
  return {
    ...reshardOperations(streams, streamOf, shardOf),
    PutRecord: (input) => {
      const { shardId, record } = put(streamOf(input), input);
      return { ShardId: shardId, SequenceNumber: record.sequenceNumber, EncryptionType: 'KMS' };
    },
    PutRecords: (input) => putRecords(streamOf(input), objectList(input, 'Records')),
    GetShardIterator: (input) => {
      const stream = streamOf(input);
      const shard = shardOf(stream, requiredText(input, 'ShardId'));
      const now = streams.scheduler.now();
      const index = startIndex(shard, stream, input, now);
      return { ShardIterator: encodeIterator({ streamName: stream.settings.name, shardId: shard.id, index }, now) };
    },
    GetRecords: (input) => {
      const now = streams.scheduler.now();
      const iterator = decodeIterator(requiredText(input, 'ShardIterator'), now);
      const stream = streams.named(iterator.streamName);
      const arn = optionalText(input, 'StreamARN');
      if (arn !== undefined && arn !== stream.settings.arn) {
        throw new ServiceError(
          'InvalidArgumentException',
          `The ShardIterator belongs to ${stream.settings.arn}, not to ${arn}.`,
        );
      }
      const shard = shardOf(stream, iterator.shardId);
      const reading = shard.readThrottled(iterator.index, optionalNumber(input, 'Limit') ?? 10_000, now);
      if (reading === undefined) {
        throw new ServiceError(
          'ProvisionedThroughputExceededException',
          `Rate exceeded for shard ${shard.id} in stream ${iterator.streamName} under account ${streams.home.account}.`,
        );
      }
      return {
        MillisBehindLatest: reading.millisBehindLatest,
        ...(reading.atEnd
          ? { ChildShards: describeChildren(stream, shard.id) }
          : { NextShardIterator: encodeIterator({ ...iterator, index: reading.next }, now) }),
        Records: reading.records.map((record) => ({
          SequenceNumber: record.sequenceNumber,
          ApproximateArrivalTimestamp: record.arrivedAt / 1_000,
          Data: record.data,
          PartitionKey: record.partitionKey,
          EncryptionType: 'KMS',
        })),
      };
    },
    ListShards: (input) => {
      const token = optionalText(input, 'NextToken');
      if (token !== undefined && (input.StreamName ?? input.StreamARN ?? input.ExclusiveStartShardId) !== undefined) {
        throw new ServiceError(
          'InvalidArgumentException',
          'NextToken cannot be combined with StreamName, StreamARN or ExclusiveStartShardId: it contains where to continue.',
        );
      }
      const [name, after] = token === undefined ? [] : readToken(token);
      const stream = name === undefined ? streamOf(input) : streams.named(name);
      const from = after === undefined ? input : { ...input, ExclusiveStartShardId: after };
      const { shards, next } = pageOfShards(stream, from);
      return {
        Shards: shards.map(describeShard),
        ...(next !== undefined && { NextToken: writeToken(stream.settings.name, next) }),
      };
    },
    DescribeStream: (input) => {
      const stream = streamOf(input);
      const { shards, next } = pageOfShards(stream, { Limit: DESCRIBE_STREAM_SHARDS, ...input });
      return {
        StreamDescription: {
          ...describeStream(stream),
          HasMoreShards: next !== undefined,
          Shards: shards.map(describeShard),
        },
      };
    },
    DescribeStreamSummary: (input) => {
      const stream = streamOf(input);
      return {
        StreamDescriptionSummary: {
          ...describeStream(stream),
          OpenShardCount: stream.openShards.length,
          ConsumerCount: 0,
        },
      };
    },
    ListStreams: (input) => {
      const token = optionalText(input, 'NextToken');
      const [named] = token === undefined ? [] : readToken(token);
      const after = named ?? optionalText(input, 'ExclusiveStartStreamName') ?? '';
      const rest = streams.all().filter(({ settings }) => settings.name > after);
      const page = rest.slice(0, Math.min(optionalNumber(input, 'Limit') ?? MAX_STREAMS_LISTED, MAX_STREAMS_LISTED));
      const last = page.at(-1);
      const hasMore = last !== undefined && rest.length > page.length;
      return {
        HasMoreStreams: hasMore,
        ...(hasMore && { NextToken: writeToken(last.settings.name) }),
        StreamNames: page.map(({ settings }) => settings.name),
        StreamSummaries: page.map((stream) => ({
          StreamName: stream.settings.name,
          StreamARN: stream.settings.arn,
          StreamStatus: stream.status,
          StreamModeDetails: { StreamMode: stream.settings.mode },
          StreamCreationTimestamp: stream.createdAt / 1_000,
        })),
      };
    },
  };
}

/**
 * "The default value is 100. If you specify a value greater than 100, at most 100 results are returned."
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreams.html
 */
const MAX_STREAMS_LISTED = 100;

function put(stream: Stream, input: JsonObject): PutResult {
  return putRead(stream, readRecord(stream, input));
}

/** A checked record that is ready to be written: only its shard's rate can still refuse it. */
interface ReadRecord {
  readonly partitionKey: string;
  readonly data: string;
  readonly bytes: number;
  readonly hashKey: string | undefined;
}

function putRead(stream: Stream, { partitionKey, data, bytes, hashKey }: ReadRecord): PutResult {
  return stream.put(partitionKey, data, bytes, hashKey);
}

/** @throws ServiceError ValidationException, InvalidArgumentException */
function readRecord(stream: Stream, input: JsonObject): ReadRecord {
  const data = requiredText(input, 'Data');
  const explicit = optionalText(input, 'ExplicitHashKey');
  const hashKey = explicit === undefined ? undefined : hashKeyFromDecimal(explicit);
  if (explicit !== undefined && hashKey === undefined) {
    throw new ServiceError(
      'InvalidArgumentException',
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${explicit}`,
    );
  }
  const partitionKey = requiredText(input, 'PartitionKey');
  const bytes = Buffer.byteLength(data, 'base64');
  stream.check(partitionKey, bytes);
  return { partitionKey, data, bytes, hashKey };
}

/** Encodes a NextToken: the stream, and for ListShards the last shard of the page. */
function writeToken(...names: readonly string[]): string {
  return Buffer.from(JSON.stringify(names)).toString('base64');
}

function readToken(token: string): readonly string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64').toString());
    if (Array.isArray(parts)) return parts.map(String);
  } catch {
    // Throws the error below.
  }
  throw new ServiceError('InvalidArgumentException', 'Invalid NextToken.');
}

/**
 * Writes records. A record above its shard's rate fails by itself, a result among the others. An invalid record fails
 * the call, which then writes nothing.
 */
function putRecords(stream: Stream, records: readonly JsonObject[]): JsonObject {
  let bytes = 0;
  for (const record of records) {
    const key = optionalText(record, 'PartitionKey') ?? '';
    bytes += Buffer.byteLength(optionalText(record, 'Data') ?? '', 'base64') + Buffer.byteLength(key);
  }
  if (records.length < 1 || records.length > PUT_RECORDS_COUNT || bytes > PUT_RECORDS_BYTES) {
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value at 'records' failed to satisfy constraint: Member must have length less than or equal to ${PUT_RECORDS_COUNT} and ${PUT_RECORDS_BYTES} bytes, and greater than or equal to 1`,
    );
  }
  let failed = 0;
  const valid = records.map((record) => readRecord(stream, record));
  const results = valid.map((record) => {
    try {
      const { shardId, record: written } = putRead(stream, record);
      return { ShardId: shardId, SequenceNumber: written.sequenceNumber };
    } catch (error) {
      if (!(error instanceof ServiceError) || error.name !== 'ProvisionedThroughputExceededException') throw error;
      failed += 1;
      return { ErrorCode: error.name, ErrorMessage: error.message };
    }
  });
  return { FailedRecordCount: failed, Records: results, EncryptionType: 'KMS' };
}
