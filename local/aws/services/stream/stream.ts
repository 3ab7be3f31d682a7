import { LIMITS } from '../../../../core/limits.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import { ServiceError } from '../service-error.ts';
import { evenRanges, type HashKey, hashKeyOf, middleOf } from './hash-key.ts';
import { OnDemandScaling } from './on-demand-scaling.ts';
import type { StreamRecord } from './record-log.ts';
import { reshardSteps } from './reshard.ts';
import type { Shard, ShardOptions } from './shard.ts';
import { ShardSet } from './shard-set.ts';

export interface StreamSettings {
  readonly name: string;
  readonly arn: string;
  /** Initial number of shards. */
  readonly shardCount: number;
  /** Range: 24–8,760. */
  readonly retentionHours: number;
  readonly mode: 'PROVISIONED' | 'ON_DEMAND';
  /** What CloudWatch gets of each shard besides. @default nothing */
  readonly shardLevelMetrics?: readonly ShardLevelMetric[];
}

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_EnableEnhancedMonitoring.html */
export const SHARD_LEVEL_METRICS = [
  'IncomingBytes',
  'IncomingRecords',
  'OutgoingBytes',
  'OutgoingRecords',
  'WriteProvisionedThroughputExceeded',
  'ReadProvisionedThroughputExceeded',
  'IteratorAgeMilliseconds',
] as const;
export type ShardLevelMetric = (typeof SHARD_LEVEL_METRICS)[number];

export interface PutResult {
  readonly shardId: string;
  readonly record: StreamRecord;
}

/** Faults of writes that AWS does not document. */
export interface StreamFault {
  /** Returns whether the shard refuses a write with the error for too high a rate. */
  throttles(streamName: string, shardId: string): boolean;
}

/** 1 MiB, with the partition key. @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html */
export const MAX_RECORD_BYTES = 1_048_576;
const MAX_PARTITION_KEY_CHARACTERS = LIMITS.kinesisPartitionKeyCharacters.value;
/**
 * How long a stream is UPDATING after a change of its shards. AWS documents no figure for one split. Reads and writes
 * continue meanwhile, on AWS too.
 */
export const RESHARD_MS = 1_000;

export interface StreamOptions extends ShardOptions {
  /** CREATING until it is activated. @default 'ACTIVE' */
  readonly status?: 'CREATING' | 'ACTIVE';
}

/** A Kinesis data stream: shards over the hash-key space. */
export class Stream {
  readonly settings: StreamSettings;
  readonly createdAt: number;
  /** May be replaced at any time. */
  fault: StreamFault | undefined;

  readonly #scheduler: Scheduler;
  readonly #shards: ShardSet;
  readonly #onDemand: OnDemandScaling | undefined;
  readonly #openedListeners: ((shard: Shard) => void)[] = [];
  #updating = false;
  #lifecycle: 'CREATING' | 'ACTIVE' | 'DELETING';

  constructor(
    settings: StreamSettings,
    scheduler: Scheduler,
    { status = 'ACTIVE', observe, memory }: StreamOptions = {},
  ) {
    this.#lifecycle = status;
    this.settings = settings;
    this.#scheduler = scheduler;
    this.createdAt = scheduler.now();
    const opened = (shard: Shard): void => {
      for (const listener of this.#openedListeners) listener(shard);
    };
    this.#shards = new ShardSet(settings.retentionHours * 3_600_000, opened, { observe, memory });
    this.#shards.begin(evenRanges(settings.shardCount), this.createdAt);
    this.#onDemand = settings.mode === 'ON_DEMAND' ? new OnDemandScaling(this, scheduler) : undefined;
  }

  /** Open shards, in the order of their hash keys. A reshard closes and opens shards. */
  get openShards(): readonly Shard[] {
    return this.#shards.open;
  }

  /** Open shards, and closed ones whose records may still be read. */
  get shards(): readonly Shard[] {
    return this.#shards.all(this.#scheduler.now());
  }

  get status(): 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING' {
    return this.#lifecycle === 'ACTIVE' && this.#updating ? 'UPDATING' : this.#lifecycle;
  }

  /** Ends its creation; from now on it accepts records. */
  activate(): this {
    if (this.#lifecycle === 'CREATING') this.#lifecycle = 'ACTIVE';
    return this;
  }

  /** Begins its deletion; from now on it accepts no records. */
  retire(): void {
    this.#lifecycle = 'DELETING';
  }

  /** Ends its deletion and deletes its records. */
  discard(): void {
    this.#shards.discard();
  }

  /** Calls `listener` with each shard that a split or merge opens, once its parents are closed. */
  onShardOpened(listener: (shard: Shard) => void): void {
    this.#openedListeners.push(listener);
  }

  /**
   * Appends a record.
   * @param data base64
   * @param bytes bytes of the data, not of its base64
   * @param hashKey overrides the MD5 of the partition key
   * @throws ServiceError ProvisionedThroughputExceededException, ValidationException, ResourceNotFoundException if the
   *   stream is being created or deleted
   */
  put(partitionKey: string, data: string, bytes: number, hashKey?: string, tag?: unknown): PutResult {
    if (this.#lifecycle !== 'ACTIVE') throw streamNotFound(this.settings.name, accountOf(this.settings.arn));
    this.check(partitionKey, bytes);
    const shard = this.shardFor(hashKey ?? hashKeyOf(partitionKey));
    const record =
      this.fault?.throttles(this.settings.name, shard.id) === true
        ? shard.refuseWrite()
        : shard.put(partitionKey, data, bytes, this.#scheduler.now(), tag);
    this.#onDemand?.watch();
    if (record === undefined) {
      throw new ServiceError(
        'ProvisionedThroughputExceededException',
        `Rate exceeded for shard ${shard.id} in stream ${this.settings.name} under account ${accountOf(this.settings.arn)}.`,
      );
    }
    return { shardId: shard.id, record };
  }

  /** Checks that a record could be written, apart from its shard's rate. @throws ServiceError ValidationException */
  check(partitionKey: string, bytes: number): void {
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
  }

  shardFor(hashKey: HashKey): Shard {
    return this.#shards.for(hashKey);
  }

  shard(shardId: string): Shard | undefined {
    return this.#shards.get(shardId);
  }

  /** Closes the shard and opens two; returns `false` if `at` is outside its range. */
  split(shard: Shard, at: HashKey): boolean {
    const done = this.#shards.split(shard, at, this.#scheduler.now());
    if (done) this.#changed();
    return done;
  }

  /** Closes both shards and opens one; returns `false` if they are not adjacent. */
  merge(shard: Shard, adjacent: Shard): boolean {
    const done = this.#shards.merge(shard, adjacent, this.#scheduler.now());
    if (done) this.#changed();
    return done;
  }

  /** Splits a shard in the middle of its range. */
  halve(shard: Shard): void {
    const middle = middleOf(shard.range);
    if (shard.closedAt === undefined && middle !== undefined) this.split(shard, middle);
  }

  /** Splits and merges until the open shards are `count` ranges of the same size. */
  scaleTo(count: number): void {
    const steps = reshardSteps(
      this.openShards.map(({ range }) => range),
      evenRanges(count),
    );
    for (const step of steps) {
      if (step.kind === 'split') {
        const shard = this.#shards.withRange(step.range);
        if (shard !== undefined) this.split(shard, step.at);
        continue;
      }
      const [one, other] = step.ranges.map((range) => this.#shards.withRange(range));
      if (one !== undefined && other !== undefined) this.merge(one, other);
    }
  }

  /**
   * Performs UpdateShardCount: the stream is UPDATING until it has `count` shards. Reads and writes continue on those that it
   * has. @param takesMs 0: it has them at once
   */
  reshard(count: number, takesMs: number): void {
    if (takesMs === 0) {
      this.scaleTo(count);
      return;
    }
    this.#updating = true;
    this.#scheduler.schedule(takesMs, () => {
      this.scaleTo(count);
      this.#updating = false;
    });
  }

  #changed(): void {
    if (this.#updating) return;
    this.#updating = true;
    this.#scheduler.schedule(RESHARD_MS, () => {
      this.#updating = false;
    });
  }
}

export function streamNotFound(name: string, account: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', `Stream ${name} under account ${account} not found.`);
}

/** The account in an ARN. */
export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}
