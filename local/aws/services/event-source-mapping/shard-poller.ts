import { hash } from 'node:crypto';
import { LIMITS } from '../../../../core/limits.ts';
import type { Random } from '../../../../core/random.ts';
import type { Cancel, Scheduler } from '../../../../core/scheduler/scheduler.ts';
import type { InvokeFunction } from '../function-pool/invocation.ts';
import type { Reading, Shard } from '../stream/shard.ts';
import { type BatchWriter, KinesisEventWriter } from './kinesis-event.ts';
import { Lane, type LaneObserver } from './lane.ts';
import type { MappingSettings, Poll } from './settings.ts';

/** The base rate at which Lambda polls a shard. @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export const POLL_INTERVAL_MS = LIMITS.lambdaPollMs.value;
/** While more records wait, a shard is read as often as its five reads a second allow. */
const CATCH_UP_INTERVAL_MS = 200;
/**
 * `immediate`: the first record after a pause is read at once, later ones together at this interval. An invocation
 * costs much more CPU time than a record; AWS's own enhanced fan-out takes about 70 ms.
 */
const GATHER_MS = 20;
/**
 * Records that may wait in a lane, however small its batches are. AWS limits the size of a batch, not of a read: five
 * reads a second of two records each would be slower than any function.
 */
const READ_AHEAD_RECORDS = 1_000;
/** Number of keys whose lane is cached, so that a player's next record needs no hash. */
const MAX_KNOWN_KEYS = 10_000;

export interface PollerPorts {
  readonly settings: MappingSettings;
  readonly poll: Poll;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly invoke: InvokeFunction;
  readonly observer: Pick<LaneObserver, 'processed' | 'discarded' | 'invoking' | 'succeeded' | 'failed'>;
  /**
   * Called with the records of each poll; 0 too, as where lanes are full or the shard's rate is used up: the mapping has
   * not stopped. With `immediate`, only what is read is a poll.
   */
  readonly polled?: (records: number) => void;
  /** @default AWS's JSON */
  readonly writer?: BatchWriter | undefined;
  /** Called when the shard is closed and all of its records are processed: its children may begin. */
  readonly ended: (shard: Shard) => void;
}

/** Reads one shard and spreads its records over the lanes by partition key. */
export class ShardPoller {
  readonly #ports: PollerPorts;
  readonly #shard: Shard;
  #lanes: readonly Lane[];
  readonly #newLane: () => Lane;
  readonly #laneOfKey = new Map<string, number>();
  #settings: MappingSettings;
  #position: number;
  #state: 'waiting' | 'running' | 'paused' | 'ended' = 'waiting';
  #consuming = false;
  /** For `immediate`: whether a read is scheduled. */
  #reading = false;
  #lastRead = Number.NEGATIVE_INFINITY;
  #cancelPoll: Cancel = () => {};

  /** @param position index of the first record to read */
  constructor(ports: PollerPorts, shard: Shard, position: number) {
    this.#ports = ports;
    this.#shard = shard;
    this.#position = position;
    const { settings, scheduler, random, invoke, observer } = ports;
    this.#settings = settings;
    const writer = ports.writer ?? new KinesisEventWriter(settings, shard.id);
    const laneObserver: LaneObserver = {
      processed: observer.processed,
      discarded: observer.discarded,
      invoking: observer.invoking,
      ...(observer.succeeded !== undefined && { succeeded: observer.succeeded }),
      ...(observer.failed !== undefined && { failed: observer.failed }),
      drained: () => this.#wake(),
      finished: () => {
        this.#changeLanes();
        this.#checkEnd();
      },
    };
    this.#newLane = () => new Lane(this.#settings, shard.id, writer, scheduler, random, invoke, laneObserver);
    this.#lanes = Array.from({ length: settings.parallelizationFactor }, this.#newLane);
  }

  /**
   * Applies settings to later reads and invocations; no record is read twice or skipped. If the number of lanes
   * changes, the buffered records are processed first, because a key's records may then belong to another lane.
   */
  configure(settings: MappingSettings): void {
    this.#settings = settings;
    for (const lane of this.#lanes) lane.configure(settings);
    this.#changeLanes();
    // Records that arrived before the lanes changed woke no lane; they still wait if the number is the old one again.
    this.#wake();
  }

  /** Whether every record of the shard is processed. */
  get caughtUp(): boolean {
    return this.#position >= this.#shard.nextIndex && this.#lanes.every(({ empty }) => empty);
  }

  /** Records of the shard that are not processed. */
  get unprocessed(): number {
    const unread = this.#state === 'ended' ? 0 : this.#shard.nextIndex - this.#position;
    return this.#lanes.reduce((sum, lane) => sum + lane.unprocessed, unread);
  }

  /** Makes the shard keep no more records for this mapping. */
  release(): void {
    this.pause();
    this.#state = 'ended';
    this.#shard.consumed();
  }

  get started(): boolean {
    return this.#state !== 'waiting';
  }

  /** Makes the shard keep unread records, also while parents are read first or the mapping is disabled. */
  hold(): void {
    if (this.#consuming) return;
    this.#consuming = true;
    this.#shard.addConsumer(
      () => (this.#state === 'ended' ? Number.POSITIVE_INFINITY : this.#position),
      () => this.#wake(),
    );
  }

  start(): void {
    if (this.#state !== 'waiting') return;
    this.hold();
    this.#run();
  }

  /** Reads no further and starts no invocation; running invocations end normally. */
  pause(): void {
    if (this.#state !== 'running') return;
    this.#state = 'paused';
    this.#cancelPoll();
    this.#reading = false;
    for (const lane of this.#lanes) lane.pause();
  }

  /** Continues after the last record read. */
  resume(): void {
    if (this.#state !== 'paused') return;
    for (const lane of this.#lanes) lane.resume();
    this.#run();
  }

  /** Age of the oldest unprocessed record; 0 if all are processed. */
  iteratorAgeMs(): number {
    const now = this.#ports.scheduler.now();
    if (this.#state === 'ended') return 0;
    let oldest = this.#shard.arrivalAt(this.#position) ?? now;
    for (const lane of this.#lanes) oldest = Math.min(oldest, lane.oldestArrival ?? now);
    return now - oldest;
  }

  #run(): void {
    this.#state = 'running';
    if (this.#ports.poll === 'aws') this.#pollLater(POLL_INTERVAL_MS);
    else this.#wake();
    this.#checkEnd();
  }

  /**
   * For `immediate`: reads on the next turn, or `GATHER_MS` after the last read, all records that arrived until then.
   */
  #wake(): void {
    if (this.#ports.poll !== 'immediate' || this.#reading || this.#state !== 'running') return;
    if (this.#position >= this.#shard.nextIndex) {
      this.#checkEnd();
      return;
    }
    if (!this.#hasRoom()) return;
    this.#reading = true;
    const { scheduler } = this.#ports;
    this.#cancelPoll = scheduler.schedule(Math.max(0, this.#lastRead + GATHER_MS - scheduler.now()), () => {
      this.#reading = false;
      if (this.#state !== 'running') return;
      this.#lastRead = scheduler.now();
      const reading = this.#shard.read(this.#position, this.#room(), this.#lastRead);
      this.#ports.polled?.(reading.records.length);
      this.#take(reading);
      this.#wake();
    });
  }

  #pollLater(delayMs: number): void {
    this.#cancelPoll = this.#ports.scheduler.schedule(delayMs, () => {
      if (this.#state !== 'running') return;
      const reading = this.#hasRoom()
        ? this.#shard.readThrottled(this.#position, this.#room(), this.#ports.scheduler.now())
        : undefined;
      this.#ports.polled?.(reading?.records.length ?? 0);
      if (reading !== undefined) this.#take(reading);
      const more = reading === undefined || reading.millisBehindLatest > 0;
      this.#pollLater(more ? CATCH_UP_INTERVAL_MS : POLL_INTERVAL_MS);
      this.#checkEnd();
    });
  }

  #take(reading: Reading): void {
    this.#position = reading.next;
    this.#shard.consumed();
    for (const record of reading.records) this.#laneOf(record.partitionKey)?.add(record);
    for (const lane of this.#lanes) lane.advance();
  }

  #checkEnd(): void {
    if (this.#state !== 'running' || this.#shard.closedAt === undefined) return;
    if (this.#position < this.#shard.nextIndex || !this.#lanes.every(({ empty }) => empty)) return;
    this.#state = 'ended';
    this.#cancelPoll();
    this.#ports.ended(this.#shard);
  }

  /** Each key belongs to one lane, which keeps the key's order. */
  #laneOf(partitionKey: string): Lane | undefined {
    const { length } = this.#lanes;
    if (length === 1) return this.#lanes[0];
    let lane = this.#laneOfKey.get(partitionKey);
    if (lane === undefined) {
      // Uses other bits than those that chose the shard, which all its records share.
      lane = Number.parseInt(hash('md5', partitionKey).slice(-8), 16) % length;
      if (this.#laneOfKey.size >= MAX_KNOWN_KEYS) this.#laneOfKey.clear();
      this.#laneOfKey.set(partitionKey, lane);
    }
    return this.#lanes[lane];
  }

  #changeLanes(): void {
    if (!this.#lanesChange || !this.#lanes.every(({ empty }) => empty)) return;
    this.#lanes = Array.from({ length: this.#settings.parallelizationFactor }, this.#newLane);
    this.#laneOfKey.clear();
    if (this.#state === 'paused') for (const lane of this.#lanes) lane.pause();
    this.#wake();
  }

  get #lanesChange(): boolean {
    return this.#lanes.length !== this.#settings.parallelizationFactor;
  }

  get #capacity(): number {
    return Math.max(this.#settings.batchSize * 2, READ_AHEAD_RECORDS);
  }

  /** A full lane stops the shard, so that its records do not fill memory. */
  #hasRoom(): boolean {
    return !this.#lanesChange && this.#lanes.every((lane) => lane.buffered < this.#capacity);
  }

  #room(): number {
    let least = this.#capacity;
    for (const lane of this.#lanes) least = Math.min(least, this.#capacity - lane.buffered);
    return Math.max(least, this.#settings.batchSize);
  }
}
