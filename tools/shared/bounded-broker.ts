import type { Scheduler } from '../../core/scheduler/scheduler.ts';

export interface BrokerOptions {
  /** Messages that wait at most, beside those in handlers. ≥ 0 */
  readonly capacity: number;
  /** Messages that are handled at once. ≥ 1 */
  readonly handlers: number;
  /** Draws the time of one message, in milliseconds. ≥ 0 */
  readonly serviceMs: () => number;
}

interface Waiting<Message> {
  readonly message: Message;
  readonly arrivedAt: number;
}

/**
 * The post-mortem's broker: one bounded queue for all types before a fixed number of handlers, each of which takes one
 * message after the other. A full queue refuses, which its API answers 503.
 *
 * Runs on a real clock too: a handler whose timer was late begins its next message when it should have begun it, so that
 * the rate is what it was set to.
 */
export class BoundedBroker<Message> {
  readonly #options: BrokerOptions;
  readonly #scheduler: Scheduler;
  readonly #handled: (message: Message, waitedMs: number) => void;
  /** A ring of `capacity` places. */
  readonly #queue: (Waiting<Message> | undefined)[];
  #first = 0;
  #waiting = 0;
  #running = 0;
  #refused = 0;

  /** @param handled called for each message once it is done, with the milliseconds since it was taken */
  constructor(options: BrokerOptions, scheduler: Scheduler, handled: (message: Message, sinceTakenMs: number) => void) {
    this.#options = options;
    this.#scheduler = scheduler;
    this.#handled = handled;
    this.#queue = new Array<Waiting<Message> | undefined>(options.capacity);
  }

  /** Takes all of them, or none: `false` where they do not fit. */
  offer(messages: readonly Message[]): boolean {
    if (messages.length > this.room) {
      this.#refused += messages.length;
      return false;
    }
    const arrivedAt = this.#scheduler.now();
    for (const message of messages) {
      if (this.#running < this.#options.handlers) {
        this.#running += 1;
        this.#handle({ message, arrivedAt }, arrivedAt);
      } else {
        this.#queue[(this.#first + this.#waiting) % this.#options.capacity] = { message, arrivedAt };
        this.#waiting += 1;
      }
    }
    return true;
  }

  /** Messages that it would take now. */
  get room(): number {
    return this.#options.capacity - this.#waiting + this.#options.handlers - this.#running;
  }

  /** Messages that wait for a handler. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Messages in handlers. */
  get running(): number {
    return this.#running;
  }

  /** Messages refused so far. */
  get refused(): number {
    return this.#refused;
  }

  /** Milliseconds that the oldest message waits; 0 where none does. */
  get oldestWaitMs(): number {
    const oldest = this.#waiting === 0 ? undefined : this.#queue[this.#first];
    return oldest === undefined ? 0 : this.#scheduler.now() - oldest.arrivedAt;
  }

  /** @param beginsAt when the handler was free and the message there */
  #handle({ message, arrivedAt }: Waiting<Message>, beginsAt: number): void {
    const endsAt = beginsAt + this.#options.serviceMs();
    this.#scheduler.schedule(endsAt - this.#scheduler.now(), () => {
      this.#handled(message, Math.max(endsAt, this.#scheduler.now()) - arrivedAt);
      const next = this.#take();
      if (next === undefined) this.#running -= 1;
      else this.#handle(next, Math.max(endsAt, next.arrivedAt));
    });
  }

  #take(): Waiting<Message> | undefined {
    if (this.#waiting === 0) return undefined;
    const next = this.#queue[this.#first];
    this.#queue[this.#first] = undefined;
    this.#first = (this.#first + 1) % this.#options.capacity;
    this.#waiting -= 1;
    return next;
  }
}
