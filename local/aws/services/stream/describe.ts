import { isObject, type JsonObject, optionalNumber, optionalText } from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import { hashKeyToDecimal } from './hash-key.ts';
import type { Shard } from './shard.ts';
import type { Stream } from './stream.ts';

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Shard.html */
export function describeShard({ id, range, lineage, startingSequenceNumber, endingSequenceNumber }: Shard): JsonObject {
  return {
    ShardId: id,
    ...(lineage.parent !== undefined && { ParentShardId: lineage.parent }),
    ...(lineage.adjacentParent !== undefined && { AdjacentParentShardId: lineage.adjacentParent }),
    HashKeyRange: {
      StartingHashKey: hashKeyToDecimal(range.starting),
      EndingHashKey: hashKeyToDecimal(range.ending),
    },
    SequenceNumberRange: {
      StartingSequenceNumber: startingSequenceNumber,
      ...(endingSequenceNumber !== undefined && { EndingSequenceNumber: endingSequenceNumber }),
    },
  };
}

/** Formats the children of a shard as GetRecords does at the shard's end. */
export function describeChildren(stream: Stream, parentId: string): JsonObject[] {
  return stream.shards
    .filter(({ lineage }) => lineage.parent === parentId || lineage.adjacentParent === parentId)
    .map(({ id, range, lineage }) => ({
      ShardId: id,
      ParentShards: [lineage.parent, lineage.adjacentParent].filter((parent) => parent !== undefined),
      HashKeyRange: {
        StartingHashKey: hashKeyToDecimal(range.starting),
        EndingHashKey: hashKeyToDecimal(range.ending),
      },
    }));
}

export function describeStream(stream: Stream): JsonObject {
  return {
    StreamName: stream.settings.name,
    StreamARN: stream.settings.arn,
    StreamStatus: stream.status,
    StreamModeDetails: { StreamMode: stream.settings.mode },
    RetentionPeriodHours: stream.settings.retentionHours,
    StreamCreationTimestamp: stream.createdAt / 1_000,
    EnhancedMonitoring: [{ ShardLevelMetrics: stream.settings.shardLevelMetrics ?? [] }],
    EncryptionType: 'KMS',
    KeyId: 'alias/aws/kinesis',
  };
}

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListShards.html */
const LIST_SHARDS_DEFAULT = 1_000;

export interface ShardPage {
  readonly shards: readonly Shard[];
  /** The shard after which to continue; `undefined` on the last page. */
  readonly next?: string;
}

/** Returns the shards that the filter, start and page size of ListShards or DescribeStream select. */
export function pageOfShards(stream: Stream, input: JsonObject): ShardPage {
  const size = optionalNumber(input, 'MaxResults') ?? optionalNumber(input, 'Limit') ?? LIST_SHARDS_DEFAULT;
  const after = optionalText(input, 'ExclusiveStartShardId');
  const filtered = stream.shards.filter(shardFilter(input.ShardFilter));
  const rest = after === undefined ? filtered : filtered.filter(({ id }) => id > after);
  const shards = rest.slice(0, size);
  const last = shards.at(-1);
  return rest.length > size && last !== undefined ? { shards, next: last.id } : { shards };
}

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ShardFilter.html */
function shardFilter(filter: unknown): (shard: Shard) => boolean {
  if (!isObject(filter)) return () => true;
  const time = (optionalNumber(filter, 'Timestamp') ?? 0) * 1_000;
  switch (filter.Type) {
    case 'AT_LATEST':
      return ({ closedAt }) => closedAt === undefined;
    case 'AFTER_SHARD_ID':
      return ({ id }) => id > (optionalText(filter, 'ShardId') ?? '');
    case 'AT_TRIM_HORIZON':
      return ({ lineage }) => lineage.parent === undefined;
    case 'FROM_TRIM_HORIZON':
      return () => true;
    case 'AT_TIMESTAMP':
      return ({ createdAt, closedAt }) => createdAt <= time && (closedAt === undefined || closedAt >= time);
    case 'FROM_TIMESTAMP':
      return ({ closedAt }) => closedAt === undefined || closedAt >= time;
    default:
      throw new ServiceError('ValidationException', `ShardFilter type ${String(filter.Type)} is not valid.`);
  }
}
