import type { EventType, OutgoingEvent } from './events.ts';

/**
 * Events that no answer has settled yet, in the order in which they happened. Each is removed by its id once it is
 * settled.
 */
export class Outbox {
  readonly #events = new Map<string, OutgoingEvent>();

  get size(): number {
    return this.#events.size;
  }

  add<Type extends EventType>(event: OutgoingEvent<Type>): void {
    this.#events.set(event.id, event);
  }

  /** The oldest `count` events. They stay until they are settled. */
  oldest(count: number): OutgoingEvent[] {
    const batch: OutgoingEvent[] = [];
    for (const event of this.#events.values()) {
      if (batch.length === count) break;
      batch.push(event);
    }
    return batch;
  }

  /** Removes an event that was accepted or rejected. */
  settle(id: string): void {
    this.#events.delete(id);
  }
}
