import { LIMITS } from '../../../../core/limits.ts';
import {
  isObject,
  type JsonObject,
  type Operations,
  optionalNumber,
  optionalText,
  requiredText,
} from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import { hashKeyFromDecimal } from './hash-key.ts';
import { ON_DEMAND_SHARDS } from './on-demand-scaling.ts';
import type { Shard } from './shard.ts';
import type { Stream } from './stream.ts';
import type { Streams } from './streams.ts';

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html */
const UPDATES_A_DAY = LIMITS.kinesisReshardsPerDay.value;
const DAY_MS = 24 * 3_600_000;
/** Largest number of shards of a stream. */
const MAX_SHARDS = 10_000;

/** Times of UpdateShardCount calls in the last 24 hours. */
const updates = new WeakMap<Stream, readonly number[]>();

/** Operations that change a stream's shards, or create and delete streams: `Kinesis_20131202.*`. */
export function reshardOperations(
  streams: Streams,
  streamOf: (input: JsonObject) => Stream,
  shardOf: (stream: Stream, shardId: string) => Shard,
): Operations {
  const changeable = (input: JsonObject): Stream => checkChangeable(streamOf(input));
  const openShard = (stream: Stream, shardId: string): Shard => {
    const shard = shardOf(stream, shardId);
    if (shard.closedAt === undefined) return shard;
    throw invalid(`Shard ${shardId} in stream ${stream.settings.name} has already been merged or split.`);
  };
  return {
    SplitShard: (input) => {
      const stream = changeable(input);
      const shard = openShard(stream, requiredText(input, 'ShardToSplit'));
      streams.requireShards(1);
      const at = hashKeyFromDecimal(requiredText(input, 'NewStartingHashKey'));
      if (at === undefined || !stream.split(shard, at)) {
        throw invalid(
          `NewStartingHashKey ${String(input.NewStartingHashKey)} used in SplitShard() on shard ${shard.id} in stream ${stream.settings.name} is not both greater than one plus the shard's StartingHashKey and less than the shard's EndingHashKey.`,
        );
      }
      return {};
    },
    MergeShards: (input) => {
      const stream = changeable(input);
      const shard = openShard(stream, requiredText(input, 'ShardToMerge'));
      const adjacent = openShard(stream, requiredText(input, 'AdjacentShardToMerge'));
      if (shard === adjacent || !stream.merge(shard, adjacent)) {
        throw invalid(
          `Shards ${shard.id} and ${adjacent.id} in stream ${stream.settings.name} are not an adjacent pair of shards eligible for merging.`,
        );
      }
      return {};
    },
    UpdateShardCount: (input) => {
      const stream = changeable(input);
      const target = optionalNumber(input, 'TargetShardCount') ?? 0;
      if (requiredText(input, 'ScalingType') !== 'UNIFORM_SCALING') {
        throw new ServiceError(
          'ValidationException',
          `1 validation error detected: Value '${String(input.ScalingType)}' at 'scalingType' failed to satisfy constraint: Member must satisfy enum value set: [UNIFORM_SCALING]`,
        );
      }
      const current = stream.openShards.length;
      streams.requireShards(target - current);
      updateShardCount(stream, target, streams.scheduler.now(), streams.reshardMs());
      return {
        StreamName: stream.settings.name,
        StreamARN: stream.settings.arn,
        CurrentShardCount: current,
        TargetShardCount: target,
      };
    },
    CreateStream: (input) => {
      const name = requiredText(input, 'StreamName');
      if (streams.has(name)) {
        throw new ServiceError(
          'ResourceInUseException',
          `Stream ${name} under account ${streams.home.account} already exists.`,
        );
      }
      const { account, region } = streams.home;
      const mode = isObject(input.StreamModeDetails) ? input.StreamModeDetails.StreamMode : 'PROVISIONED';
      const asked = optionalNumber(input, 'ShardCount');
      if (mode === 'ON_DEMAND' && asked !== undefined) {
        throw new ServiceError(
          'ValidationException',
          'ShardCount cannot be combined with the mode ON_DEMAND, in which Kinesis manages shards.',
        );
      }
      const shardCount = mode === 'ON_DEMAND' ? ON_DEMAND_SHARDS : (asked ?? 1);
      const arn = `arn:aws:kinesis:${region}:${account}:stream/${name}`;
      streams.begin({
        name,
        arn,
        shardCount,
        retentionHours: LIMITS.kinesisMinRetentionHours.value,
        mode: mode === 'ON_DEMAND' ? 'ON_DEMAND' : 'PROVISIONED',
      });
      return {};
    },
    DeleteStream: (input) => {
      const stream = streams.named(optionalText(input, 'StreamARN') ?? requiredText(input, 'StreamName'));
      streams.delete(stream);
      return {};
    },
  };
}

/** @throws ServiceError if the stream's shards cannot be changed now */
function checkChangeable(stream: Stream): Stream {
  const { name, arn, mode } = stream.settings;
  if (mode === 'ON_DEMAND') {
    throw new ServiceError(
      'ValidationException',
      `Request is invalid. The stream ${name} is in ON_DEMAND mode, in which Kinesis manages its shards.`,
    );
  }
  if (stream.status === 'ACTIVE') return stream;
  throw new ServiceError(
    'ResourceInUseException',
    `Stream ${name} under account ${arn.split(':')[4]} not ACTIVE, instead in state ${stream.status}`,
  );
}

/** Checks that UpdateShardCount would accept the target. @throws ServiceError with the reason */
export function checkShardCount(stream: Stream, target: number, now: number): void {
  checkChangeable(stream);
  checkTarget(stream.openShards.length, target);
  if (recentUpdates(stream, now).length < UPDATES_A_DAY) return;
  throw overLimit(
    `Resharding ${stream.settings.name} more than ${UPDATES_A_DAY} times in a rolling 24 hour period is not allowed.`,
  );
}

/** Performs UpdateShardCount. @param takesMs until the shards have changed @default 0 @throws ServiceError */
export function updateShardCount(stream: Stream, target: number, now: number, takesMs = 0): void {
  checkShardCount(stream, target, now);
  updates.set(stream, [...recentUpdates(stream, now), now]);
  stream.reshard(target, takesMs);
}

function recentUpdates(stream: Stream, now: number): readonly number[] {
  return (updates.get(stream) ?? []).filter((at) => at > now - DAY_MS);
}

/** "You cannot … scale up to more than double your current shard count, scale down below half" of it. */
function checkTarget(current: number, target: number): void {
  const facts = `Current open shard count: ${current} Target shard count: ${target}`;
  if (!Number.isInteger(target) || target < 1) {
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value '${target}' at 'targetShardCount' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  }
  if (target > current * 2) {
    throw overLimit(`UpdateShardCount cannot scale up over double your current open shard count. ${facts}`);
  }
  if (target < current / 2) {
    throw overLimit(`UpdateShardCount cannot scale down below half your current open shard count. ${facts}`);
  }
  if (target > MAX_SHARDS) throw overLimit(`UpdateShardCount cannot scale to more than ${MAX_SHARDS} shards. ${facts}`);
}

function overLimit(message: string): ServiceError {
  return new ServiceError('LimitExceededException', message);
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidArgumentException', message);
}
