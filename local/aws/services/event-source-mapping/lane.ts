import type { Random } from '../../../../core/random.ts';
import type { Cancel, Scheduler } from '../../../../core/scheduler/scheduler.ts';
import { Fifo } from '../fifo.ts';
import type { InvocationOutcome, InvokeFunction } from '../function-pool/invocation.ts';
import type { StreamRecord } from '../stream/record-log.ts';
import { recordsDone } from './batch-response.ts';
import { type BatchWriter, recordBytes } from './kinesis-event.ts';
import type { DiscardCondition, DiscardedBatch } from './on-failure.ts';
import { MAX_BATCH_BYTES, type MappingSettings } from './settings.ts';

export interface LaneObserver {
  /** Called when these records, a batch or the part of it before the first failure, succeeded. */
  processed(records: readonly StreamRecord[]): void;
  discarded(batch: DiscardedBatch): void;
  /** Called when the lane has room for further records. */
  drained(): void;
  /** Called when the lane has no more work. */
  finished(): void;
  /** Called before the function is invoked with these records. */
  invoking(records: readonly StreamRecord[]): void;
  /** Called after an invocation that processed all of its records. */
  succeeded?(records: readonly StreamRecord[], durationMs: number): void;
  /** Called after an invocation was throttled or failed, with the number of records that it did not process. */
  failed?(records: number): void;
}

/** Records of one invocation, with their earlier attempts. */
interface Batch {
  readonly records: readonly StreamRecord[];
  /** Number of retries so far. */
  readonly retries: number;
  readonly invokeCount: number;
  /** Whether an earlier invocation of the batch ended in an error of the function. */
  readonly functionError: boolean;
}

/** AWS does not document its pause before a retry: here 0.2 s, doubling to 30 s, with jitter. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;
const LONGEST_THROTTLE_PAUSE_MS = 1_000;

/**
 * One of a shard's concurrent batches: the records of some partition keys in their order, one invocation at a time. A
 * failing batch blocks its lane until it succeeds or is discarded.
 */
export class Lane {
  #settings: MappingSettings;
  readonly #shardId: string;
  readonly #writer: BatchWriter;
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #invoke: InvokeFunction;
  readonly #observer: LaneObserver;
  /** Records that were read from the shard and are in no batch yet. */
  readonly #buffer = new Fifo<StreamRecord>();
  #bufferedBytes = 0;
  #windowEnd: number | undefined;
  #cancelWindow: Cancel | undefined;
  /** Batches to process: the first is running; bisected halves follow in their order. */
  readonly #batches: Batch[] = [];
  #throttles = 0;
  #paused = false;
  /** Whether a pause delays an invocation that is due. */
  #held = false;

  constructor(
    settings: MappingSettings,
    shardId: string,
    writer: BatchWriter,
    scheduler: Scheduler,
    random: Random,
    invoke: InvokeFunction,
    observer: LaneObserver,
  ) {
    this.#settings = settings;
    this.#shardId = shardId;
    this.#writer = writer;
    this.#scheduler = scheduler;
    this.#random = random;
    this.#invoke = invoke;
    this.#observer = observer;
  }

  /** Number of records that wait for a batch. */
  get buffered(): number {
    return this.#buffer.length;
  }

  /** Records that wait or are in an invocation. */
  get unprocessed(): number {
    return this.#batches.reduce((sum, { records }) => sum + records.length, this.#buffer.length);
  }

  get idle(): boolean {
    return this.#batches.length === 0;
  }

  /** Arrival of the oldest unprocessed record; `undefined` if there is none. */
  get oldestArrival(): number | undefined {
    return this.#batches[0]?.records[0]?.arrivedAt ?? this.#buffer.first?.arrivedAt;
  }

  /** Whether no record waits and no invocation runs. */
  get empty(): boolean {
    return this.idle && this.buffered === 0;
  }

  /** Starts no further invocation; a running one ends normally. */
  pause(): void {
    this.#paused = true;
  }

  /** Continues after `pause`. */
  resume(): void {
    this.#paused = false;
    if (this.#held) {
      this.#held = false;
      this.#runHead();
    } else this.advance();
  }

  /** Applies from the next batch and the next failure on. */
  configure(settings: MappingSettings): void {
    this.#settings = settings;
    this.#cancelWindow?.();
    this.#windowEnd = undefined;
    this.advance();
  }

  add(record: StreamRecord): void {
    this.#buffer.push(record);
    this.#bufferedBytes += recordBytes(record);
  }

  /** Starts a batch if the lane is idle and a batch is full or its window has ended. */
  advance(): void {
    if (this.#paused || !this.idle || this.buffered === 0 || !this.#due()) return;
    this.#cancelWindow?.();
    this.#windowEnd = undefined;
    this.#batches.push({ records: this.#takeBatch(), retries: 0, invokeCount: 0, functionError: false });
    this.#runHead();
    this.#observer.drained();
  }

  #due(): boolean {
    const windowMs = this.#settings.batchingWindowSeconds * 1_000;
    if (windowMs === 0 || this.buffered >= this.#settings.batchSize || this.#bufferedBytes >= MAX_BATCH_BYTES)
      return true;
    const now = this.#scheduler.now();
    if (this.#windowEnd === undefined) {
      this.#windowEnd = now + windowMs;
      this.#cancelWindow = this.#scheduler.schedule(windowMs, () => this.advance());
    }
    return now >= this.#windowEnd;
  }

  #takeBatch(): StreamRecord[] {
    const records: StreamRecord[] = [];
    let bytes = 0;
    while (records.length < this.#settings.batchSize) {
      const record = this.#buffer.first;
      if (record === undefined) break;
      const size = recordBytes(record);
      if (bytes + size > MAX_BATCH_BYTES && records.length > 0) break;
      bytes += size;
      records.push(record);
      this.#buffer.shift();
    }
    this.#bufferedBytes -= bytes;
    return records;
  }

  #runHead(): void {
    if (this.#paused) {
      this.#held = true;
      return;
    }
    const head = this.#discardAged();
    if (head === undefined) {
      this.#goOn();
      return;
    }
    this.#observer.invoking(head.records);
    this.#invoke(this.#settings.functionName, this.#writer.write(head.records), (outcome) =>
      this.#ended(head, outcome),
    );
  }

  /** Returns the first batch without records that are too old, which are discarded together. */
  #discardAged(): Batch | undefined {
    const { maximumRecordAgeSeconds } = this.#settings;
    for (;;) {
      const head = this.#batches[0];
      if (head === undefined || maximumRecordAgeSeconds < 0) return head;
      const oldest = this.#scheduler.now() - maximumRecordAgeSeconds * 1_000;
      const young = head.records.findIndex(({ arrivedAt }) => arrivedAt >= oldest);
      if (young === 0) return head;
      const aged = young < 0 ? head.records : head.records.slice(0, young);
      this.#discard({ ...head, records: aged }, 'RecordAgeExceeded');
      if (young < 0) this.#batches.shift();
      else this.#batches[0] = { ...head, records: head.records.slice(young) };
    }
  }

  #ended(batch: Batch, outcome: InvocationOutcome): void {
    if ('throttled' in outcome) {
      // The function did not run, so this counts as no retry; only the records' age can end the batch.
      this.#throttles += 1;
      this.#observer.failed?.(batch.records.length);
      this.#retryAfterPause(this.#throttles, LONGEST_THROTTLE_PAUSE_MS);
      return;
    }
    this.#throttles = 0;
    const done = recordsDone(batch.records, outcome, this.#settings.reportBatchItemFailures);
    if (done > 0) this.#observer.processed(batch.records.slice(0, done));
    this.#batches.shift();
    const invokeCount = batch.invokeCount + 1;
    if (done === batch.records.length) {
      if (outcome.durationMs !== undefined) this.#observer.succeeded?.(batch.records, outcome.durationMs);
      this.#next();
      return;
    }
    const functionError = outcome.functionError !== undefined;
    const rest = batch.records.slice(done);
    this.#observer.failed?.(rest.length);
    // Progress: the remaining records start again with another record at their head.
    if (done > 0) {
      this.#retry([{ records: rest, retries: 0, invokeCount, functionError }], 1);
      return;
    }
    if (this.#settings.bisectBatchOnError && rest.length > 1) {
      const middle = Math.ceil(rest.length / 2);
      const { retries } = batch;
      const half = { retries, invokeCount, functionError };
      // "Splitting batches doesn't consume the retry quota."
      this.#retry(
        [
          { ...half, records: rest.slice(0, middle) },
          { ...half, records: rest.slice(middle) },
        ],
        1,
      );
      return;
    }
    const { maximumRetryAttempts } = this.#settings;
    const failed: Batch = { records: rest, retries: batch.retries + 1, invokeCount, functionError };
    if (maximumRetryAttempts >= 0 && batch.retries >= maximumRetryAttempts) {
      this.#discard(failed, 'RetryAttemptsExhausted');
      this.#next();
      return;
    }
    this.#retry([failed], failed.retries);
  }

  #retry(batches: readonly Batch[], attempt: number): void {
    this.#batches.unshift(...batches);
    this.#retryAfterPause(attempt);
  }

  #retryAfterPause(attempt: number, longestMs = LONGEST_PAUSE_MS): void {
    const pause = Math.min(longestMs, FIRST_PAUSE_MS * 2 ** (attempt - 1)) * (0.5 + this.#random.unit() / 2);
    this.#scheduler.schedule(pause, () => this.#runHead());
  }

  #next(): void {
    if (this.#batches.length > 0) this.#runHead();
    else this.#goOn();
  }

  #goOn(): void {
    this.advance();
    if (this.empty) this.#observer.finished();
  }

  #discard(batch: Batch, condition: DiscardCondition): void {
    this.#observer.discarded({
      shardId: this.#shardId,
      records: batch.records,
      condition,
      invokeCount: batch.invokeCount,
      functionError: batch.functionError,
      payload: () => this.#writer.write(batch.records),
    });
  }
}
