import type { Random } from '../../../core/random.ts';
import type { Scheduler } from '../../../core/scheduler/scheduler.ts';
import type { InvokeFunction } from '../function-pool/invocation.ts';
import type { StreamRecord } from '../stream/record-log.ts';
import type { Stream } from '../stream/stream.ts';
import type { DiscardedBatch, OnFailureDestination } from './on-failure.ts';
import type { MappingSettings, Poll } from './settings.ts';
import { ShardPoller } from './shard-poller.ts';

export interface MappingObserver {
  processed(records: readonly StreamRecord[]): void;
  discarded(batch: DiscardedBatch): void;
}

export interface MappingPorts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly invoke: InvokeFunction;
  readonly observer: MappingObserver;
  /** Left out, discarded records are lost. */
  readonly onFailure?: OnFailureDestination;
}

/** The link from a stream to a function: at least once, in order by partition key. */
export class EventSourceMapping {
  readonly settings: MappingSettings;
  readonly #pollers: readonly ShardPoller[];

  constructor(settings: MappingSettings, poll: Poll, stream: Stream, ports: MappingPorts) {
    this.settings = settings;
    const { scheduler, random, invoke } = ports;
    const observer: MappingObserver = {
      processed: (records) => ports.observer.processed(records),
      discarded: (batch) => {
        ports.onFailure?.(batch, settings, scheduler.now());
        ports.observer.discarded(batch);
      },
    };
    this.#pollers = stream.shards.map(
      (shard) => new ShardPoller(settings, poll, shard, scheduler, random, invoke, observer),
    );
  }

  start(): void {
    if (!this.settings.enabled) return;
    for (const poller of this.#pollers) poller.start();
  }

  stop(): void {
    for (const poller of this.#pollers) poller.stop();
  }

  /** Of the shard that is furthest behind. */
  iteratorAgeMs(): number {
    return Math.max(0, ...this.#pollers.map((poller) => poller.iteratorAgeMs()));
  }
}
