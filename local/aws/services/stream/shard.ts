import { LIMITS } from '../../../../core/limits.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { HashKeyRange } from './hash-key.ts';
import { RecordLog, type StreamRecord } from './record-log.ts';
import { indexOf, sequenceNumber, sequencePrefix } from './sequence-number.ts';

/** @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
export const SHARD_LIMITS = {
  writeRecordsPerSecond: LIMITS.kinesisShardRecordsPerSecond.value,
  writeBytesPerSecond: LIMITS.kinesisShardBytesPerSecond.value,
  readCallsPerSecond: 5,
  readBytesPerSecond: LIMITS.kinesisShardReadBytesPerSecond.value,
  getRecordsCount: 10_000,
  getRecordsBytes: 10 * 1_048_576,
} as const;

/**
 * Bytes of records that a shard keeps after all its event source mappings have read them: past it the oldest go before
 * their retention ends, so that memory stays flat. Records that a mapping has not read go by retention only.
 */
const MAX_READ_BYTES_KEPT = 8 * 1_048_576;
/** The same where no mapping reads the shard. */
const MAX_BYTES_KEPT = 256 * 1_048_576;

export interface Reading {
  readonly records: readonly StreamRecord[];
  /** Index to go on from. */
  readonly next: number;
  /** Age of the newest record left unread, 0 at the tip. */
  readonly millisBehindLatest: number;
  /** Whether the shard is closed and nothing is left of it after these records. */
  readonly atEnd: boolean;
}

/** Whom a shard's hash keys came from. */
export interface Lineage {
  /** Of a split, or the first of a merge. */
  readonly parent?: string;
  /** The second of a merge. */
  readonly adjacentParent?: string;
}

/** What watches a shard's throughput; each call is one request or record. */
export interface ShardObserver {
  /** @param now milliseconds since the epoch */
  written(bytes: number, now: number): void;
  writeThrottled(): void;
  read(records: number, bytes: number, millisBehindLatest: number): void;
  readThrottled(): void;
}

/** One shard: an ordered log of records with AWS's write and read rates. */
export class Shard {
  readonly id: string;
  readonly range: HashKeyRange;
  readonly lineage: Lineage;
  readonly createdAt: number;
  readonly #log = new RecordLog();
  readonly #prefix: string;
  readonly #retentionMs: number;
  readonly #keptReadBytes: number;
  readonly #writeRecords: TokenBucket;
  readonly #writeBytes: TokenBucket;
  readonly #readCalls: TokenBucket;
  readonly #readBytes: TokenBucket;
  readonly #listeners: (() => void)[] = [];
  readonly #positions: (() => number)[] = [];
  readonly #observer: ShardObserver | undefined;
  #closedAt: number | undefined;
  #recordsWritten = 0;
  #bytesWritten = 0;

  constructor(
    number: number,
    range: HashKeyRange,
    retentionMs: number,
    now: number,
    lineage: Lineage = {},
    observer?: ShardObserver,
    keptReadBytes = MAX_READ_BYTES_KEPT,
  ) {
    this.#keptReadBytes = keptReadBytes;
    this.id = `shardId-${String(number).padStart(12, '0')}`;
    this.range = range;
    this.lineage = lineage;
    this.createdAt = now;
    this.#observer = observer;
    this.#retentionMs = retentionMs;
    this.#prefix = sequencePrefix(now, number);
    const limits = SHARD_LIMITS;
    this.#writeRecords = new TokenBucket(limits.writeRecordsPerSecond, limits.writeRecordsPerSecond, now);
    this.#writeBytes = new TokenBucket(limits.writeBytesPerSecond, limits.writeBytesPerSecond, now);
    this.#readCalls = new TokenBucket(limits.readCallsPerSecond, limits.readCallsPerSecond, now);
    // One call may return 10 MB and then blocks the shard's reads for the 5 s that it is worth.
    this.#readBytes = new TokenBucket(limits.getRecordsBytes, limits.readBytesPerSecond, now);
  }

  /** The sequence number of the record, or `undefined` where the shard is over its write rate. */
  put(partitionKey: string, data: string, bytes: number, now: number, tag?: unknown): string | undefined {
    // Bytes count with the partition key, as PutRecord's limit does.
    const charged = bytes + partitionKey.length;
    if (!this.#writeRecords.has(1, now) || !this.#writeBytes.take(charged, now)) {
      return this.refuseWrite();
    }
    this.#writeRecords.take(1, now);
    this.#recordsWritten += 1;
    this.#bytesWritten += charged;
    this.#observer?.written(bytes, now);
    const sequence = sequenceNumber(this.#prefix, this.#log.next);
    this.#log.append({ sequenceNumber: sequence, partitionKey, data, bytes, arrivedAt: now, tag });
    this.#trim(now);
    for (const listener of this.#listeners) listener();
    return sequence;
  }

  /** Counts a write as over the shard's rate. */
  refuseWrite(): undefined {
    this.#observer?.writeThrottled();
  }

  /** Records from `index` on, up to `limit` of them and 10 MB. A trimmed index goes on at the oldest one kept. */
  read(index: number, limit: number, now: number): Reading {
    this.#trim(now);
    let at = Math.max(index, this.#log.first);
    let bytes = 0;
    const records: StreamRecord[] = [];
    const most = Math.min(limit, SHARD_LIMITS.getRecordsCount);
    while (records.length < most) {
      const record = this.#log.get(at);
      if (record === undefined) break;
      bytes += record.bytes;
      if (bytes > SHARD_LIMITS.getRecordsBytes && records.length > 0) break;
      records.push(record);
      at += 1;
    }
    const unread = this.#log.get(at);
    return {
      records,
      next: at,
      millisBehindLatest: unread === undefined ? 0 : now - unread.arrivedAt,
      atEnd: unread === undefined && this.#closedAt !== undefined,
    };
  }

  /** As `read`, within the rates that the shard's consumers share; `undefined` where they are used up. */
  readThrottled(index: number, limit: number, now: number): Reading | undefined {
    if (!this.#readBytes.has(0, now) || !this.#readCalls.take(1, now)) {
      this.#observer?.readThrottled();
      return undefined;
    }
    const reading = this.read(index, limit, now);
    let bytes = 0;
    for (const record of reading.records) bytes += record.bytes;
    this.#readBytes.charge(bytes, now);
    this.#observer?.read(reading.records.length, bytes, reading.millisBehindLatest);
    return reading;
  }

  /**
   * Registers a consumer that the shard keeps records for.
   * @param position index of the first record that it has not read
   * @param onArrival called after each record that arrives
   */
  addConsumer(position: () => number, onArrival: () => void): void {
    this.#positions.push(position);
    this.#listeners.push(onArrival);
  }

  /** Ends the shard: its hash keys are its children's from now on, its records stay until their retention is over. */
  close(now: number): void {
    this.#closedAt = now;
    for (const listener of this.#listeners) listener();
  }

  /** When it was split or merged; `undefined` while it is open. */
  get closedAt(): number | undefined {
    return this.#closedAt;
  }

  /** Whether it is closed and the retention of its last record over: AWS then lists it no more. */
  expired(now: number): boolean {
    return this.#closedAt !== undefined && this.#closedAt + this.#retentionMs < now;
  }

  /** Records and bytes, partition keys included, that were ever written. */
  get written(): { readonly records: number; readonly bytes: number } {
    return { records: this.#recordsWritten, bytes: this.#bytesWritten };
  }

  /** Arrival of the record at `index`, or of the oldest one kept after it. */
  arrivalAt(index: number): number | undefined {
    return this.#log.get(Math.max(index, this.#log.first))?.arrivedAt;
  }

  get oldestIndex(): number {
    return this.#log.first;
  }

  get nextIndex(): number {
    return this.#log.next;
  }

  get bytes(): number {
    return this.#log.bytes;
  }

  get startingSequenceNumber(): string {
    return sequenceNumber(this.#prefix, 0);
  }

  /** Above every record's; `undefined` while the shard is open. */
  get endingSequenceNumber(): string | undefined {
    return this.#closedAt === undefined ? undefined : sequenceNumber(this.#prefix, this.#log.next);
  }

  indexOf(sequence: string): number | undefined {
    return indexOf(this.#prefix, sequence);
  }

  /** Index of the first record that arrived at or after `time`. Binary search: arrival times never fall. */
  indexAtTime(time: number): number {
    let low = this.#log.first;
    let high = this.#log.next;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#log.get(middle)?.arrivedAt ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #trim(now: number): void {
    const oldest = now - this.#retentionMs;
    const log = this.#log;
    log.trimWhile((record) => record.arrivedAt < oldest || (log.bytes > this.#keptReadBytes && this.#mayDropOldest()));
  }

  #mayDropOldest(): boolean {
    if (this.#positions.length === 0) return this.#log.bytes > MAX_BYTES_KEPT;
    return this.#positions.every((position) => position() > this.#log.first);
  }
}
