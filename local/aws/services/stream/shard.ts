import { MemoryBudget, type Waiting } from '../memory/memory-budget.ts';
import type { History, Share } from '../memory/share.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { HashKeyRange } from './hash-key.ts';
import { RecordLog, type StreamRecord } from './record-log.ts';
import { SequenceNumbers } from './sequence-number.ts';
import { SHARD_LIMITS } from './shard-limits.ts';
import { memoryOf, StoredRecord } from './stored-record.ts';

/** Share of the memory for history, for records of all streams that every event source mapping has read. */
const MEMORY_SHARE = 1 / 32;

export interface Reading {
  readonly records: readonly StreamRecord[];
  /** Index from which to continue. */
  readonly next: number;
  /** Age of the newest unread record; 0 at the tip. */
  readonly millisBehindLatest: number;
  /** Whether the shard is closed and has no record after these. */
  readonly atEnd: boolean;
}

/** The shards whose hash keys a shard took over. */
export interface Lineage {
  /** The shard that was split, or the first one of a merge. */
  readonly parent?: string;
  /** The second one of a merge. */
  readonly adjacentParent?: string;
}

/** Observes a shard's throughput; each call is one request or record. */
export interface ShardObserver {
  /** @param now milliseconds since the epoch */
  written(bytes: number, now: number): void;
  writeThrottled(): void;
  read(records: number, bytes: number, millisBehindLatest: number): void;
  readThrottled(): void;
}

/** How a shard came to be. */
export interface ShardOrigin {
  readonly lineage: Lineage;
  /** Seconds since the epoch. @default the second of `now` */
  readonly createdSecond?: number | undefined;
}

export interface ShardOptions {
  /** Creates its observer. @default none */
  readonly observe?: ((shardId: string) => ShardObserver) | undefined;
  /** Budget of its records. @default no limit */
  readonly memory?: MemoryBudget | undefined;
}

/**
 * One shard: an ordered log of records with AWS's write and read rates. A record is deleted at the end of its
 * retention, as on AWS. Records that every mapping has read, or a GetRecords if there is no mapping, are also deleted
 * when memory is short.
 */
export class Shard implements History {
  readonly id: string;
  readonly range: HashKeyRange;
  readonly lineage: Lineage;
  readonly createdAt: number;
  readonly #log = new RecordLog();
  /** Part of the sequence numbers, seconds since the epoch: after the parents', even if both open in one second. */
  readonly createdSecond: number;
  readonly #sequenceNumbers: SequenceNumbers;
  readonly #retentionMs: number;
  readonly #unread: Waiting;
  readonly #read: Share;
  readonly #writeRecords: TokenBucket;
  readonly #writeBytes: TokenBucket;
  readonly #readCalls: TokenBucket;
  readonly #readBytes: TokenBucket;
  readonly #listeners: (() => void)[] = [];
  readonly #positions: (() => number)[] = [];
  readonly #observer: ShardObserver | undefined;
  /** Index of the first unread record. */
  #firstUnread = 0;
  /** Index after the last record that a read has returned. */
  #returned = 0;
  #closedAt: number | undefined;
  #recordsWritten = 0;
  #bytesWritten = 0;

  constructor(
    number: number,
    range: HashKeyRange,
    retentionMs: number,
    now: number,
    { lineage, createdSecond = Math.floor(now / 1_000) }: ShardOrigin,
    { observe, memory = new MemoryBudget() }: ShardOptions,
  ) {
    this.#unread = memory.waiting('unread stream records');
    this.#read = memory.share('read stream records', MEMORY_SHARE);
    this.#read.add(this);
    this.id = `shardId-${String(number).padStart(12, '0')}`;
    this.range = range;
    this.lineage = lineage;
    this.createdAt = now;
    this.#observer = observe?.(this.id);
    this.#retentionMs = retentionMs;
    this.createdSecond = createdSecond;
    this.#sequenceNumbers = new SequenceNumbers(createdSecond, number);
    const limits = SHARD_LIMITS;
    this.#writeRecords = new TokenBucket(limits.writeRecordsPerSecond, limits.writeRecordsPerSecond, now);
    this.#writeBytes = new TokenBucket(limits.writeBytesPerSecond, limits.writeBytesPerSecond, now);
    this.#readCalls = new TokenBucket(limits.readCallsPerSecond, limits.readCallsPerSecond, now);
    // One call may return 10 MB, which then blocks the shard's reads for 5 s.
    this.#readBytes = new TokenBucket(limits.getRecordsBytes, limits.readBytesPerSecond, now);
  }

  /** Appends a record and returns it, or `undefined` if the shard is over its write rate. */
  put(partitionKey: string, data: string, bytes: number, now: number, tag?: unknown): StreamRecord | undefined {
    // The partition key counts in UTF-8, as in PutRecord's limit.
    const charged = bytes + Buffer.byteLength(partitionKey);
    if (!this.#writeRecords.has(1, now) || !this.#writeBytes.take(charged, now)) {
      return this.refuseWrite();
    }
    this.#writeRecords.take(1, now);
    this.#recordsWritten += 1;
    this.#bytesWritten += charged;
    this.#observer?.written(bytes, now);
    const record = new StoredRecord(this.#sequenceNumbers, this.#log.next, {
      partitionKey,
      data,
      bytes,
      arrivedAt: now,
      tag,
    });
    this.#log.append(record);
    this.#unread.hold(memoryOf(record));
    this.#expire(now);
    for (const listener of this.#listeners) listener();
    return record;
  }

  /** Counts a write that exceeded the shard's rate. */
  refuseWrite(): undefined {
    this.#observer?.writeThrottled();
  }

  /** Reads from `index` on, up to `limit` records and 10 MB. A trimmed index continues at the oldest record kept. */
  read(index: number, limit: number, now: number): Reading {
    this.#expire(now);
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
    this.#returned = Math.max(this.#returned, at);
    if (this.#positions.length === 0) this.consumed();
    const unread = this.#log.get(at);
    return {
      records,
      next: at,
      millisBehindLatest: unread === undefined ? 0 : now - unread.arrivedAt,
      atEnd: unread === undefined && this.#closedAt !== undefined,
    };
  }

  /** Like `read`, within the rates that the shard's consumers share; `undefined` if they are used up. */
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
   * Registers a consumer whose unread records the shard keeps. The consumer calls `consumed` when its position moves.
   * @param position returns the index of the first record that it has not read
   * @param onArrival called after each new record
   */
  addConsumer(position: () => number, onArrival: () => void): void {
    this.#positions.push(position);
    this.#listeners.push(onArrival);
  }

  /** Called when a consumer's position moved: records that all consumers have read become history. */
  consumed(): void {
    let first = this.#positions.length === 0 ? this.#returned : this.#log.next;
    for (const position of this.#positions) first = Math.min(first, position());
    let bytes = 0;
    for (; this.#firstUnread < first; this.#firstUnread += 1) {
      const record = this.#log.get(this.#firstUnread);
      if (record !== undefined) bytes += memoryOf(record);
    }
    if (bytes === 0) return;
    this.#unread.release(bytes);
    this.#read.hold(bytes);
  }

  oldestAt(): number | undefined {
    return this.#log.first < this.#firstUnread ? this.#log.get(this.#log.first)?.arrivedAt : undefined;
  }

  letGoOldest(): number {
    const record = this.#log.removeFirst();
    return record === undefined ? 0 : memoryOf(record);
  }

  /** Deletes all records, because the stream is deleted or the shard's retention is over. */
  discard(): void {
    this.#dropWhile(() => true);
    this.#read.remove(this);
  }

  /** Closes the shard: its children get its hash keys; its records stay until their retention ends. */
  close(now: number): void {
    this.#closedAt = now;
    for (const listener of this.#listeners) listener();
  }

  /** Time of its split or merge; `undefined` while it is open. */
  get closedAt(): number | undefined {
    return this.#closedAt;
  }

  /** Whether the shard is closed and its last record's retention is over: AWS then no longer lists it. */
  expired(now: number): boolean {
    return this.#closedAt !== undefined && this.#closedAt + this.#retentionMs < now;
  }

  /** Records and bytes written so far, partition keys included. */
  get written(): { readonly records: number; readonly bytes: number } {
    return { records: this.#recordsWritten, bytes: this.#bytesWritten };
  }

  /** Returns the arrival of the record at `index`, or of the oldest one kept after it. */
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
    return this.#sequenceNumbers.first;
  }

  /** A number above every record's; `undefined` while the shard is open. */
  get endingSequenceNumber(): string | undefined {
    return this.#closedAt === undefined ? undefined : this.#sequenceNumbers.at(this.#log.next, this.#closedAt);
  }

  indexOf(sequence: string): number | undefined {
    return this.#sequenceNumbers.indexOf(sequence);
  }

  /** Index of the first record that arrived at or after `time`. Binary search, because arrival times never decrease. */
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

  #expire(now: number): void {
    const oldest = now - this.#retentionMs;
    this.#dropWhile(({ arrivedAt }) => arrivedAt < oldest);
  }

  #dropWhile(goes: (record: StreamRecord) => boolean): void {
    const log = this.#log;
    for (let oldest = log.get(log.first); oldest !== undefined && goes(oldest); oldest = log.get(log.first)) {
      const counted = log.first < this.#firstUnread ? this.#read : this.#unread;
      counted.release(memoryOf(oldest));
      log.removeFirst();
    }
    this.#firstUnread = Math.max(this.#firstUnread, log.first);
  }
}
