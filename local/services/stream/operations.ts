import {
  type JsonObject,
  type Operations,
  objectList,
  optionalNumber,
  optionalText,
  requiredText,
} from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import { hashKeyFromDecimal, hashKeyToDecimal } from './hash-key.ts';
import type { Shard } from './shard.ts';
import { decodeIterator, encodeIterator, startIndex } from './shard-iterator.ts';
import type { PutResult, Stream } from './stream.ts';
import type { Streams } from './streams.ts';

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
const PUT_RECORDS_COUNT = 500;
const PUT_RECORDS_BYTES = 10 * 1_048_576;

/** `Kinesis_20131202.*`. */
export function streamOperations(streams: Streams): Operations {
  const streamOf = (input: JsonObject): Stream =>
    streams.named(optionalText(input, 'StreamARN') ?? requiredText(input, 'StreamName'));
  const shardOf = (stream: Stream, shardId: string): Shard => {
    const shard = stream.shard(shardId);
    if (shard !== undefined) return shard;
    throw new ServiceError(
      'ResourceNotFoundException',
      `Shard ${shardId} in stream ${stream.settings.name} under account 000000000000 does not exist`,
    );
  };
  return {
    PutRecord: (input) => {
      const { shardId, sequenceNumber } = put(streamOf(input), input);
      return { ShardId: shardId, SequenceNumber: sequenceNumber, EncryptionType: 'KMS' };
    },
    PutRecords: (input) => putRecords(streamOf(input), objectList(input, 'Records')),
    GetShardIterator: (input) => {
      const stream = streamOf(input);
      const shard = shardOf(stream, requiredText(input, 'ShardId'));
      const now = streams.clock.now();
      const index = startIndex(shard, stream, input, now);
      return { ShardIterator: encodeIterator({ streamName: stream.settings.name, shardId: shard.id, index }, now) };
    },
    GetRecords: (input) => {
      const now = streams.clock.now();
      const iterator = decodeIterator(requiredText(input, 'ShardIterator'), now);
      const shard = shardOf(streams.named(iterator.streamName), iterator.shardId);
      const reading = shard.readThrottled(iterator.index, optionalNumber(input, 'Limit') ?? 10_000, now);
      if (reading === undefined) {
        throw new ServiceError(
          'ProvisionedThroughputExceededException',
          `Rate exceeded for shard ${shard.id} in stream ${iterator.streamName} under account 000000000000.`,
        );
      }
      return {
        MillisBehindLatest: reading.millisBehindLatest,
        NextShardIterator: encodeIterator({ ...iterator, index: reading.next }, now),
        Records: reading.records.map((record) => ({
          SequenceNumber: record.sequenceNumber,
          ApproximateArrivalTimestamp: record.arrivedAt / 1_000,
          Data: record.data,
          PartitionKey: record.partitionKey,
          EncryptionType: 'KMS',
        })),
      };
    },
    ListShards: (input) => ({ Shards: streamOf(input).shards.map(describeShard) }),
    DescribeStream: (input) => {
      const stream = streamOf(input);
      return {
        StreamDescription: { ...summary(stream), HasMoreShards: false, Shards: stream.shards.map(describeShard) },
      };
    },
    DescribeStreamSummary: (input) => {
      const stream = streamOf(input);
      return {
        StreamDescriptionSummary: { ...summary(stream), OpenShardCount: stream.shards.length, ConsumerCount: 0 },
      };
    },
    ListStreams: () => {
      const all = streams.all();
      return {
        HasMoreStreams: false,
        StreamNames: all.map(({ settings }) => settings.name),
        StreamSummaries: all.map((stream) => ({
          StreamName: stream.settings.name,
          StreamARN: stream.settings.arn,
          StreamStatus: 'ACTIVE',
          StreamModeDetails: { StreamMode: stream.settings.mode },
          StreamCreationTimestamp: stream.createdAt / 1_000,
        })),
      };
    },
  };
}

function put(stream: Stream, input: JsonObject): PutResult {
  const data = requiredText(input, 'Data');
  const explicit = optionalText(input, 'ExplicitHashKey');
  return stream.put(
    requiredText(input, 'PartitionKey'),
    data,
    Buffer.byteLength(data, 'base64'),
    explicit === undefined ? undefined : hashKeyFromDecimal(explicit),
  );
}

/** A record that fails is a result, not a failure of the call. */
function putRecords(stream: Stream, records: readonly JsonObject[]): JsonObject {
  let bytes = 0;
  for (const record of records) bytes += Buffer.byteLength(optionalText(record, 'Data') ?? '', 'base64');
  if (records.length < 1 || records.length > PUT_RECORDS_COUNT || bytes > PUT_RECORDS_BYTES) {
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value at 'records' failed to satisfy constraint: Member must have length less than or equal to ${PUT_RECORDS_COUNT} and ${PUT_RECORDS_BYTES} bytes, and greater than or equal to 1`,
    );
  }
  let failed = 0;
  const results = records.map((record) => {
    try {
      const { shardId, sequenceNumber } = put(stream, record);
      return { ShardId: shardId, SequenceNumber: sequenceNumber };
    } catch (error) {
      if (!(error instanceof ServiceError) || error.name !== 'ProvisionedThroughputExceededException') throw error;
      failed += 1;
      return { ErrorCode: error.name, ErrorMessage: error.message };
    }
  });
  return { FailedRecordCount: failed, Records: results, EncryptionType: 'KMS' };
}

function describeShard(shard: Shard): JsonObject {
  return {
    ShardId: shard.id,
    HashKeyRange: {
      StartingHashKey: hashKeyToDecimal(shard.range.starting),
      EndingHashKey: hashKeyToDecimal(shard.range.ending),
    },
    SequenceNumberRange: { StartingSequenceNumber: shard.startingSequenceNumber },
  };
}

function summary(stream: Stream): JsonObject {
  return {
    StreamName: stream.settings.name,
    StreamARN: stream.settings.arn,
    StreamStatus: 'ACTIVE',
    StreamModeDetails: { StreamMode: stream.settings.mode },
    RetentionPeriodHours: stream.settings.retentionHours,
    StreamCreationTimestamp: stream.createdAt / 1_000,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: 'KMS',
    KeyId: 'alias/aws/kinesis',
  };
}
