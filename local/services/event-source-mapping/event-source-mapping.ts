import type { Random } from '../../../core/random.ts';
import type { Scheduler } from '../../../core/scheduler/scheduler.ts';
import type { InvokeFunction } from '../function-pool/invocation.ts';
import type { StreamRecord } from '../stream/record-log.ts';
import type { Shard } from '../stream/shard.ts';
import type { Stream } from '../stream/stream.ts';
import type { DiscardedBatch, OnFailureDestination } from './on-failure.ts';
import type { MappingSettings, Poll } from './settings.ts';
import { type PollerPorts, ShardPoller } from './shard-poller.ts';

export interface MappingObserver {
  processed(records: readonly StreamRecord[]): void;
  discarded(batch: DiscardedBatch): void;
}

/** What watches the mapping's throughput. */
export interface MappingMeter {
  /** Before each invocation: the age of the batch's last record, in milliseconds. */
  iteratorAge(milliseconds: number): void;
  /** Records given up; `stored` where the on-failure destination took them. */
  discarded(records: number, stored: boolean): void;
}

export interface MappingPorts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly invoke: InvokeFunction;
  readonly observer: MappingObserver;
  /** Left out, discarded records are lost. */
  readonly onFailure?: OnFailureDestination;
  readonly meter?: MappingMeter;
}

/**
 * The link from a stream to a function: at least once, in order by partition key. After a reshard a child shard is read
 * once its parents are done to their end, so that a key keeps its order across shards.
 * @see https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-after-resharding.html
 */
export class EventSourceMapping {
  readonly settings: MappingSettings;
  readonly #poll: Poll;
  readonly #stream: Stream;
  readonly #ports: MappingPorts;
  readonly #pollers = new Map<string, ShardPoller>();
  #state: 'new' | 'enabled' | 'disabled' = 'new';

  constructor(settings: MappingSettings, poll: Poll, stream: Stream, ports: MappingPorts) {
    this.settings = settings;
    this.#poll = poll;
    this.#stream = stream;
    this.#ports = ports;
    this.#state = settings.enabled ? 'new' : 'disabled';
    const pollerPorts = this.#pollerPorts();
    for (const shard of stream.shards) {
      this.#pollers.set(shard.id, new ShardPoller(pollerPorts, shard, startingIndex(shard, settings)));
    }
    // Whatever the starting position, a shard that opens later is read from its beginning.
    stream.onShardOpened((shard) => {
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

  /** Begins no further invocation; what is in flight ends. */
  disable(): void {
    this.#state = 'disabled';
    for (const poller of this.#pollers.values()) poller.pause();
  }

  /** Goes on where `disable` stopped. */
  enable(): void {
    if (this.#state === 'enabled') return;
    this.#state = 'enabled';
    for (const poller of this.#pollers.values()) poller.resume();
    this.#startReady();
  }

  /** Of the shard that is furthest behind. */
  iteratorAgeMs(): number {
    let age = 0;
    for (const poller of this.#pollers.values()) age = Math.max(age, poller.iteratorAgeMs());
    return age;
  }

  /** Starts every shard none of whose parents is still to be read. */
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
    const { scheduler, random, invoke, observer, onFailure, meter } = this.#ports;
    return {
      settings: this.settings,
      poll: this.#poll,
      scheduler,
      random,
      invoke,
      observer: {
        processed: (records) => observer.processed(records),
        discarded: (batch) => {
          onFailure?.(batch, this.settings, scheduler.now());
          observer.discarded(batch);
          meter?.discarded(batch.records.length, onFailure !== undefined);
        },
        invoking: (records) => {
          const last = records.at(-1);
          if (last !== undefined) meter?.iteratorAge(scheduler.now() - last.arrivedAt);
        },
      },
      ended: (shard) => {
        this.#pollers.delete(shard.id);
        this.#startReady();
      },
    };
  }
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
