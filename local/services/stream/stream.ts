import type { Clock } from '../../../core/scheduler/scheduler.ts';
import { ServiceError } from '../service-error.ts';
import { evenRanges, hashKeyOf } from './hash-key.ts';
import { Shard } from './shard.ts';

export interface StreamSettings {
  readonly name: string;
  readonly arn: string;
  /** Shards at the start. */
  readonly shardCount: number;
  /** 24–8,760. */
  readonly retentionHours: number;
  readonly mode: 'PROVISIONED' | 'ON_DEMAND';
}

export interface PutResult {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/** 1 MiB, partition key included. @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html */
export const MAX_RECORD_BYTES = 1_048_576;
const MAX_PARTITION_KEY_CHARACTERS = 256;

/** A Kinesis data stream: shards over the hash-key space. */
export class Stream {
  readonly settings: StreamSettings;
  readonly createdAt: number;
  readonly shards: readonly Shard[];
  readonly #clock: Clock;

  constructor(settings: StreamSettings, clock: Clock) {
    this.settings = settings;
    this.#clock = clock;
    this.createdAt = clock.now();
    this.shards = evenRanges(settings.shardCount).map(
      (range, number) => new Shard(number, range, settings.retentionHours * 3_600_000, this.createdAt),
    );
  }

  /**
   * Appends a record.
   * @param data base64
   * @param bytes bytes of the data, not of its base64
   * @param hashKey overrides the MD5 of the partition key
   * @throws ServiceError ProvisionedThroughputExceededException, ValidationException
   */
  put(partitionKey: string, data: string, bytes: number, hashKey?: string, tag?: unknown): PutResult {
    if (partitionKey.length === 0 || partitionKey.length > MAX_PARTITION_KEY_CHARACTERS) {
      throw new ServiceError(
        'ValidationException',
        `1 validation error detected: Value at 'partitionKey' failed to satisfy constraint: Member must have length between 1 and ${MAX_PARTITION_KEY_CHARACTERS}`,
      );
    }
    if (bytes + Buffer.byteLength(partitionKey) > MAX_RECORD_BYTES) {
      throw new ServiceError(
        'ValidationException',
        `1 validation error detected: Value at 'data' failed to satisfy constraint: Member must have length less than or equal to ${MAX_RECORD_BYTES}`,
      );
    }
    const shard = this.shardFor(hashKey ?? hashKeyOf(partitionKey));
    const sequenceNumber = shard.put(partitionKey, data, bytes, this.#clock.now(), tag);
    if (sequenceNumber === undefined) {
      const account = this.settings.arn.split(':')[4] ?? '';
      throw new ServiceError(
        'ProvisionedThroughputExceededException',
        `Rate exceeded for shard ${shard.id} in stream ${this.settings.name} under account ${account}.`,
      );
    }
    return { shardId: shard.id, sequenceNumber };
  }

  shardFor(hashKey: string): Shard {
    let low = 0;
    let high = this.shards.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const ending = this.shards[middle]?.range.ending ?? '';
      if (hashKey > ending) low = middle + 1;
      else high = middle;
    }
    const shard = this.shards[low];
    if (shard === undefined) throw new RangeError(`stream ${this.settings.name} has no shard`);
    return shard;
  }

  shard(shardId: string): Shard | undefined {
    return this.shards.find(({ id }) => id === shardId);
  }
}
