import type { EventBus } from './event-bus.ts';

/** The account's event buses by name. */
export class EventBuses {
  readonly #byName = new Map<string, EventBus>();

  add(bus: EventBus): void {
    this.#byName.set(bus.name, bus);
  }

  /** @param nameOrArn a bus's name or ARN */
  get(nameOrArn: string): EventBus | undefined {
    return this.#byName.get(nameOrArn.startsWith('arn:') ? (nameOrArn.split('/').at(-1) ?? '') : nameOrArn);
  }

  all(): EventBus[] {
    return [...this.#byName.values()];
  }
}
