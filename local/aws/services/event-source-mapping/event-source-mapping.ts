import type { Random } from '../../../../core/random.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import type { InvokeFunction } from '../function-pool/invocation.ts';
import type { StreamRecord } from '../stream/record-log.ts';
import type { Shard } from '../stream/shard.ts';
import type { Stream } from '../stream/stream.ts';
import type { BatchWriter } from './kinesis-event.ts';
import type { DiscardedBatch, OnFailureDestination } from './on-failure.ts';
import type { MappingSettings, Poll } from './settings.ts';
import { type PollerPorts, ShardPoller } from './shard-poller.ts';

export interface MappingObserver {
  /** Called before each invocation. */
  invoking?(records: readonly StreamRecord[]): void;
  processed(records: readonly StreamRecord[]): void;
  discarded(batch: DiscardedBatch, end: DiscardedEnd): void;
  /** Called after an invocation that processed all of its records, with its duration. */
  succeeded?(functionName: string, records: readonly StreamRecord[], durationMs: number): void;
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
export type MappingTransition = 'Updating' | 'Enabling' | 'Disabling';

/** `delivered`: the on-failure destination has the records; `refused`: it refused them; `dropped`: there is none. */
export type DiscardedEnd = 'delivered' | 'refused' | 'dropped';

/** Meters the mapping's throughput. */
export interface MappingMeter {
  /** Before each invocation: the age of the batch's last record, in milliseconds. */
  iteratorAge(milliseconds: number): void;
  /** Called for each poll of a shard with the number of records that it read, which may be 0. */
  polled(records: number): void;
  /** Called before each invocation, first or repeated, with the number of its records. */
  invoked(records: number): void;
  /** Called after an invocation failed, with the number of records that it did not process. */
  failed(records: number): void;
  /** Records that the mapping gave up, and their end. */
  discarded(records: number, end: DiscardedEnd): void;
}

export interface MappingPorts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly invoke: InvokeFunction;
  readonly observer: MappingObserver;
  /** `undefined`: discarded records are lost. */
  readonly onFailure?: OnFailureDestination;
  readonly meter?: MappingMeter;
  /** Writes the payloads of invocations. @default AWS's JSON */
  readonly writer?: BatchWriter;
}

/**
 * Reads a stream and invokes a function: at least once, in order by partition key. After a reshard it reads a child
 * shard once its parents are processed to their end, so that a key keeps its order across shards.
 * @see https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-after-resharding.html
 */
export class EventSourceMapping {
  #settings: MappingSettings;
  #onFailure: OnFailureDestination | undefined;
  readonly #poll: Poll;
  readonly #stream: Stream;
  readonly #ports: MappingPorts;
  readonly #pollers = new Map<string, ShardPoller>();
  #state: 'new' | 'enabled' | 'disabled' = 'new';
  #released = false;
  #transition: MappingTransition | undefined;

  constructor(settings: MappingSettings, poll: Poll, stream: Stream, ports: MappingPorts) {
    this.#settings = settings;
    this.#onFailure = ports.onFailure;
    this.#poll = poll;
    this.#stream = stream;
    this.#ports = ports;
    this.#state = settings.enabled ? 'new' : 'disabled';
    const pollerPorts = this.#pollerPorts();
    for (const shard of stream.shards) {
      this.#pollers.set(shard.id, new ShardPoller(pollerPorts, shard, startingIndex(shard, settings)));
    }
    // A shard that opens later is read from its beginning, whatever the starting position.
    stream.onShardOpened((shard) => {
      if (this.#released) return;
      const poller = new ShardPoller(pollerPorts, shard, shard.oldestIndex);
      this.#pollers.set(shard.id, poller);
      poller.hold();
      this.#startReady();
    });
  }

  get enabled(): boolean {
    return this.#state !== 'disabled';
  }

  start(): void {
    for (const poller of this.#pollers.values()) poller.hold();
    if (this.#state !== 'new') return;
    this.#state = 'enabled';
    this.#startReady();
  }

  get settings(): MappingSettings {
    return this.#settings;
  }

  /**
   * Applies other settings; source, function and starting position stay. Running invocations keep their settings.
   * @param onFailure destination of batches that are given up from now on
   */
  configure(settings: MappingSettings, onFailure = this.#onFailure): void {
    this.#settings = settings;
    this.#onFailure = onFailure;
    for (const poller of this.#pollers.values()) poller.configure(settings);
    if (settings.enabled && this.#state === 'disabled') this.enable();
    if (!settings.enabled && this.#state !== 'disabled') this.disable();
  }

  /** What an update that is not over yet does; `undefined`: there is none. */
  get transition(): MappingTransition | undefined {
    return this.#transition;
  }

  /**
   * Performs UpdateEventSourceMapping: the settings hold when it is over. A mapping that it disables reads nothing from now on.
   * @param change of the settings as they are then
   * @param takesMs 0: they hold at once
   */
  update(change: (settings: MappingSettings) => MappingSettings, takesMs: number): void {
    const finish = (): void => {
      this.#transition = undefined;
      if (!this.#released) this.configure(change({ ...this.#settings, enabled: this.enabled }));
    };
    if (takesMs === 0) {
      finish();
      return;
    }
    const { enabled } = change({ ...this.#settings, enabled: this.enabled });
    this.#transition = transitionOf(this.enabled, enabled);
    if (!enabled) this.disable();
    this.#ports.scheduler.schedule(takesMs, finish);
  }

  /** Whether every record of the stream is processed. */
  get caughtUp(): boolean {
    for (const poller of this.#pollers.values()) if (!poller.caughtUp) return false;
    return true;
  }

  /** Ends the mapping for good: the stream keeps no more records for it. Running invocations end normally. */
  release(): void {
    this.#state = 'disabled';
    this.#released = true;
    for (const poller of this.#pollers.values()) poller.release();
    this.#pollers.clear();
  }

  /** Starts no further invocation; running invocations end normally. */
  disable(): void {
    this.#state = 'disabled';
    for (const poller of this.#pollers.values()) poller.pause();
  }

  /** Continues after `disable`. */
  enable(): void {
    if (this.#state === 'enabled') return;
    this.#state = 'enabled';
    for (const poller of this.#pollers.values()) poller.resume();
    this.#startReady();
  }

  /**
   * Counts an empty poll, if the mapping is enabled and polls `immediate`: it then reads nothing until a record arrives,
   * while Lambda polls each shard once a second and counts 0. The sampler calls this once a minute.
   */
  countIdlePoll(): void {
    if (this.#state === 'enabled' && this.#poll === 'immediate') this.#ports.meter?.polled(0);
  }

  /** Records of the stream that are not processed. */
  get unprocessed(): number {
    let records = 0;
    for (const poller of this.#pollers.values()) records += poller.unprocessed;
    return records;
  }

  /** Iterator age of the shard that is furthest behind. */
  iteratorAgeMs(): number {
    let age = 0;
    for (const poller of this.#pollers.values()) age = Math.max(age, poller.iteratorAgeMs());
    return age;
  }

  /** Starts every shard whose parents are all processed. */
  #startReady(): void {
    if (this.#state !== 'enabled') return;
    for (const [id, poller] of this.#pollers) {
      const lineage = poller.started ? undefined : this.#stream.shard(id)?.lineage;
      if (lineage === undefined) continue;
      if (!this.#isUnread(lineage.parent) && !this.#isUnread(lineage.adjacentParent)) poller.start();
    }
  }

  #isUnread(shardId: string | undefined): boolean {
    return shardId !== undefined && this.#pollers.has(shardId);
  }

  #pollerPorts(): PollerPorts {
    const { scheduler, random, invoke, observer, meter, writer } = this.#ports;
    const settings = (): MappingSettings => this.#settings;
    return {
      get settings() {
        return settings();
      },
      poll: this.#poll,
      scheduler,
      random,
      invoke,
      writer,
      observer: {
        processed: (records) => observer.processed(records),
        discarded: (batch) => {
          const delivered = this.#onFailure?.(batch, this.#settings, scheduler.now());
          const end = delivered === undefined ? 'dropped' : delivered ? 'delivered' : 'refused';
          observer.discarded(batch, end);
          meter?.discarded(batch.records.length, end);
        },
        succeeded: (records, durationMs) => observer.succeeded?.(this.#settings.functionName, records, durationMs),
        invoking: (records) => {
          observer.invoking?.(records);
          const last = records.at(-1);
          if (last !== undefined) meter?.iteratorAge(scheduler.now() - last.arrivedAt);
          meter?.invoked(records.length);
        },
        failed: (records) => meter?.failed(records),
      },
      polled: (records) => meter?.polled(records),
      ended: (shard) => {
        this.#pollers.delete(shard.id);
        this.#startReady();
      },
    };
  }
}

/** The state of a mapping in an update. */
export function transitionOf(before: boolean, after: boolean): MappingTransition {
  return before === after ? 'Updating' : after ? 'Enabling' : 'Disabling';
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html */
function startingIndex(shard: Shard, { startingPosition, startingTimestamp }: MappingSettings): number {
  switch (startingPosition) {
    case 'LATEST':
      return shard.nextIndex;
    case 'AT_TIMESTAMP':
      return shard.indexAtTime(startingTimestamp ?? 0);
    case 'TRIM_HORIZON':
      return shard.oldestIndex;
  }
}
