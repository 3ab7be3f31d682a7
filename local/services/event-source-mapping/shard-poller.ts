import { hash } from 'node:crypto';
import type { Random } from '../../../core/random.ts';
import type { Cancel, Scheduler } from '../../../core/scheduler/scheduler.ts';
import type { InvokeFunction } from '../function-pool/invocation.ts';
import type { Reading, Shard } from '../stream/shard.ts';
import { KinesisEventWriter } from './kinesis-event.ts';
import { Lane, type LaneObserver } from './lane.ts';
import type { MappingSettings, Poll } from './settings.ts';

/** The base rate at which Lambda polls a shard. @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export const POLL_INTERVAL_MS = 1_000;
/** Where more is waiting, a shard is read as often as its five reads a second allow. */
const CATCH_UP_INTERVAL_MS = 200;

export interface PollerPorts {
  readonly settings: MappingSettings;
  readonly poll: Poll;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly invoke: InvokeFunction;
  readonly observer: Pick<LaneObserver, 'processed' | 'discarded' | 'invoking'>;
  /** Called once the shard is closed and all of its records are done: its children may begin. */
  readonly ended: (shard: Shard) => void;
}

/** Reads one shard and spreads its records over the lanes by partition key. */
export class ShardPoller {
  readonly #ports: PollerPorts;
  readonly #shard: Shard;
  readonly #lanes: readonly Lane[];
  readonly #capacity: number;
  #position: number;
  #state: 'waiting' | 'running' | 'paused' | 'ended' = 'waiting';
  #consuming = false;
  /** `immediate`: whether a read is scheduled. */
  #reading = false;
  #cancelPoll: Cancel = () => {};

  /** @param position index of the first record to read */
  constructor(ports: PollerPorts, shard: Shard, position: number) {
    this.#ports = ports;
    this.#shard = shard;
    this.#position = position;
    const { settings, scheduler, random, invoke, observer } = ports;
    this.#capacity = settings.batchSize * 2;
    const writer = new KinesisEventWriter(settings, shard.id);
    const laneObserver: LaneObserver = {
      processed: observer.processed,
      discarded: observer.discarded,
      invoking: observer.invoking,
      drained: () => this.#wake(),
      finished: () => this.#checkEnd(),
    };
    this.#lanes = Array.from(
      { length: settings.parallelizationFactor },
      () => new Lane(settings, shard.id, writer, scheduler, random, invoke, laneObserver),
    );
  }

  get started(): boolean {
    return this.#state !== 'waiting';
  }

  /** Makes the shard keep what is not read yet, also while parents are read first or the mapping is disabled. */
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

  /** Reads no further and begins no invocation; what is in flight ends. */
  pause(): void {
    if (this.#state !== 'running') return;
    this.#state = 'paused';
    this.#cancelPoll();
    for (const lane of this.#lanes) lane.pause();
  }

  /** Goes on after the last record read. */
  resume(): void {
    if (this.#state !== 'paused') return;
    for (const lane of this.#lanes) lane.resume();
    this.#run();
  }

  /** Age of the oldest record that is not done, 0 where all are. */
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

  /** `immediate`: reads on the next turn, once for all records that arrived until then. */
  #wake(): void {
    if (this.#ports.poll !== 'immediate' || this.#reading || this.#state !== 'running') return;
    if (this.#position >= this.#shard.nextIndex) {
      this.#checkEnd();
      return;
    }
    if (!this.#hasRoom()) return;
    this.#reading = true;
    this.#ports.scheduler.schedule(0, () => {
      this.#reading = false;
      if (this.#state !== 'running') return;
      this.#take(this.#shard.read(this.#position, this.#room(), this.#ports.scheduler.now()));
      this.#wake();
    });
  }

  #pollLater(delayMs: number): void {
    this.#cancelPoll = this.#ports.scheduler.schedule(delayMs, () => {
      if (this.#state !== 'running') return;
      const reading = this.#hasRoom()
        ? this.#shard.readThrottled(this.#position, this.#room(), this.#ports.scheduler.now())
        : undefined;
      if (reading !== undefined) this.#take(reading);
      const more = reading === undefined || reading.millisBehindLatest > 0;
      this.#pollLater(more ? CATCH_UP_INTERVAL_MS : POLL_INTERVAL_MS);
      this.#checkEnd();
    });
  }

  #take(reading: Reading): void {
    this.#position = reading.next;
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
    return Math.max(least, this.#ports.settings.batchSize);
  }
}
