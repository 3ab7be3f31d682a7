import { sampler } from '../../core/capacity/model/service-time-distribution.ts';
import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import { BoundedBroker } from '../shared/bounded-broker.ts';
import type { Part } from './composition.ts';
import type { BrokerSettings } from './options.ts';
import { type Answered, allRefused, type Backend, type PhoneRequest, type RecordTag } from './request.ts';
import type { Tally } from './tally.ts';

/**
 * The post-mortem's architecture in place of the chain: a request that does not fit into its broker is answered 503.
 */
export class BrokerModel implements Backend {
  readonly #brokers: readonly BoundedBroker<RecordTag>[];
  readonly #scheduler: Scheduler;
  readonly #tally: Tally;

  constructor(settings: BrokerSettings, types: number, scheduler: Scheduler, random: Random, tally: Tally) {
    this.#scheduler = scheduler;
    this.#tally = tally;
    const { queues, capacity, handlers, handlerMs } = settings;
    const serviceMs = sampler({ kind: 'exponential', meanMs: handlerMs }, random);
    this.#brokers = Array.from(
      { length: queues === 'one' ? 1 : types },
      () =>
        new BoundedBroker({ capacity, handlers, serviceMs }, scheduler, (tag) => tally.processed(tag, scheduler.now())),
    );
  }

  send({ parts, player }: PhoneRequest, answered: Answered): void {
    this.#tally.admitted += 1;
    const left: Part[] = [];
    if (this.#brokers.length === 1) {
      if (!this.#offer(0, parts, player)) left.push(...parts);
    } else for (const part of parts) if (!this.#offer(part.type, [part], player)) left.push(part);
    answered(allRefused(left, 'broker full'));
  }

  /** The post-mortem's handlers kept their state elsewhere; how long reading it took is unknown. */
  read(): void {}

  iteratorAgeMs(type: number): number {
    return (this.#brokers[type] ?? this.#brokers[0])?.oldestWaitMs ?? 0;
  }

  /** Offers each event as a message; the broker accepts all of the parts, or none. */
  #offer(broker: number, parts: readonly Part[], key: PhoneRequest['player']): boolean {
    const at = this.#scheduler.now();
    const messages: RecordTag[] = [];
    for (const { type, events } of parts) {
      for (let event = 0; event < events; event += 1) {
        messages.push({ type, events: 1, duplicates: 0, at, key, bytes: 0, isPoison: false });
      }
    }
    if (this.#brokers[broker]?.offer(messages) !== true) return false;
    for (const { type } of messages) this.#tally.put(type, 1, 0, 0, 0);
    return true;
  }
}
