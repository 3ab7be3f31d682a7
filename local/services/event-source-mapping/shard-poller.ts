import { hash } from 'node:crypto';
import type { Random } from '../../../core/random.ts';
import type { Scheduler } from '../../../core/scheduler/scheduler.ts';
import type { InvokeFunction } from '../function-pool/invocation.ts';
import type { Reading, Shard } from '../stream/shard.ts';
import { KinesisEventWriter } from './kinesis-event.ts';
import { Lane, type LaneObserver } from './lane.ts';
import type { MappingSettings, Poll } from './settings.ts';

/** The base rate at which Lambda polls a shard. @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export const POLL_INTERVAL_MS = 1_000;
/** Where more is waiting, a shard is read as often as its five reads a second allow. */
const CATCH_UP_INTERVAL_MS = 200;

/** Reads one shard and spreads its records over the lanes by partition key. */
export class ShardPoller {
  readonly #settings: MappingSettings;
  readonly #poll: Poll;
  readonly #shard: Shard;
  readonly #scheduler: Scheduler;
  readonly #lanes: readonly Lane[];
  readonly #capacity: number;
  #position: number;
  #reading = false;
  #stopped = false;

  constructor(
    settings: MappingSettings,
    poll: Poll,
    shard: Shard,
    scheduler: Scheduler,
    random: Random,
    invoke: InvokeFunction,
    observer: Pick<LaneObserver, 'processed' | 'discarded'>,
  ) {
    this.#settings = settings;
    this.#poll = poll;
    this.#shard = shard;
    this.#scheduler = scheduler;
    this.#position = settings.startingPosition === 'LATEST' ? shard.nextIndex : shard.oldestIndex;
    this.#capacity = settings.batchSize * 2;
    const writer = new KinesisEventWriter(settings, shard.id);
    const laneObserver: LaneObserver = { ...observer, drained: () => this.#wake() };
    this.#lanes = Array.from(
      { length: settings.parallelizationFactor },
      () => new Lane(settings, shard.id, writer, scheduler, random, invoke, laneObserver),
    );
  }

  start(): void {
    this.#shard.addConsumer(
      () => (this.#stopped ? Number.POSITIVE_INFINITY : this.#position),
      () => this.#wake(),
    );
    if (this.#poll === 'aws') this.#pollLater(POLL_INTERVAL_MS);
    else this.#wake();
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Age of the oldest record that is not done, 0 where all are. */
  iteratorAgeMs(): number {
    const now = this.#scheduler.now();
    let oldest = now;
    for (const lane of this.#lanes) oldest = Math.min(oldest, lane.oldestArrival ?? now);
    return now - oldest;
  }

  /** `immediate`: reads on the next turn, once for all records that arrived until then. */
  #wake(): void {
    if (this.#poll !== 'immediate' || this.#reading || this.#stopped) return;
    if (this.#position >= this.#shard.nextIndex || !this.#hasRoom()) return;
    this.#reading = true;
    this.#scheduler.schedule(0, () => {
      this.#reading = false;
      this.#take(this.#shard.read(this.#position, this.#room(), this.#scheduler.now()));
      this.#wake();
    });
  }

  #pollLater(delayMs: number): void {
    this.#scheduler.schedule(delayMs, () => {
      if (this.#stopped) return;
      const reading = this.#hasRoom()
        ? this.#shard.readThrottled(this.#position, this.#room(), this.#scheduler.now())
        : undefined;
      if (reading !== undefined) this.#take(reading);
      const more = reading === undefined || reading.millisBehindLatest > 0;
      this.#pollLater(more ? CATCH_UP_INTERVAL_MS : POLL_INTERVAL_MS);
    });
  }

  #take(reading: Reading): void {
    this.#position = reading.next;
    for (const record of reading.records) this.#laneOf(record.partitionKey)?.add(record);
    for (const lane of this.#lanes) lane.advance();
  }

  /** One key, one lane: that is what keeps a key's order. */
  #laneOf(partitionKey: string): Lane | undefined {
    const { length } = this.#lanes;
    if (length === 1) return this.#lanes[0];
    // Other bits than those that chose the shard, which its records have in common.
    return this.#lanes[Number.parseInt(hash('md5', partitionKey).slice(-8), 16) % length];
  }

  /** A lane that is full stops the shard: its records must not fill memory. */
  #hasRoom(): boolean {
    return this.#lanes.every((lane) => lane.buffered < this.#capacity);
  }

  #room(): number {
    let least = this.#capacity;
    for (const lane of this.#lanes) least = Math.min(least, this.#capacity - lane.buffered);
    return Math.max(least, this.#settings.batchSize);
  }
}
