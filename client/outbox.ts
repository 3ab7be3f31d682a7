import type { EventResult, EventType, OutgoingEvent } from './events.ts';

/** Events that no answer has settled yet, in the order in which they happened. They leave by id, once acknowledged. */
export class Outbox {
  readonly #events = new Map<string, OutgoingEvent>();

  get size(): number {
    return this.#events.size;
  }

  add<Type extends EventType>(event: OutgoingEvent<Type>): void {
    this.#events.set(event.id, event);
  }

  /** The oldest `count` events. They stay until `settle` has their results. */
  oldest(count: number): OutgoingEvent[] {
    const batch: OutgoingEvent[] = [];
    for (const event of this.#events.values()) {
      if (batch.length === count) break;
      batch.push(event);
    }
    return batch;
  }

  /** Takes out what was accepted or rejected; throttled and shed events wait for the next request. */
  settle(results: readonly EventResult[]): void {
    for (const { id, outcome } of results) {
      if (outcome === 'accepted' || outcome === 'rejected') this.#events.delete(id);
    }
  }
}
