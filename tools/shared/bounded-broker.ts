import type { Scheduler } from '../../core/scheduler/scheduler.ts';

export interface BrokerOptions {
  /** Most messages that wait, besides those in handlers. ≥ 0 */
  readonly capacity: number;
  /** Messages handled at once. ≥ 1 */
  readonly handlers: number;
  /** Draws the handling time of one message, in milliseconds. ≥ 0 */
  readonly serviceMs: () => number;
}

interface Waiting<Message> {
  readonly message: Message;
  readonly arrivedAt: number;
}

/**
 * The post-mortem's broker: one bounded queue for all types before a fixed number of handlers, each of which handles
 * one message after the other. A full queue refuses messages, and its API answers 503.
 *
 * Also runs on a real clock: a handler whose timer was late begins its next message at the time at which it should have
 * begun it, so that the rate stays as set.
 */
export class BoundedBroker<Message> {
  readonly #options: BrokerOptions;
  readonly #scheduler: Scheduler;
  readonly #handled: (message: Message, waitedMs: number) => void;
  /** A ring buffer of `capacity` places. */
  readonly #queue: (Waiting<Message> | undefined)[];
  #first = 0;
  #waiting = 0;
  #running = 0;
  #refused = 0;

  /** @param handled called for each message once it is done, with the milliseconds since the broker accepted it */
  constructor(options: BrokerOptions, scheduler: Scheduler, handled: (message: Message, sinceTakenMs: number) => void) {
    this.#options = options;
    this.#scheduler = scheduler;
    this.#handled = handled;
    this.#queue = new Array<Waiting<Message> | undefined>(options.capacity);
  }

  /** Accepts all messages or none; `false` if they do not fit. */
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

  /** Messages that the broker would accept now. */
  get room(): number {
    return this.#options.capacity - this.#waiting + this.#options.handlers - this.#running;
  }

  get waiting(): number {
    return this.#waiting;
  }

  get running(): number {
    return this.#running;
  }

  get refused(): number {
    return this.#refused;
  }

  /** How long the oldest message has waited, in milliseconds; 0 if none waits. */
  get oldestWaitMs(): number {
    const oldest = this.#waiting === 0 ? undefined : this.#queue[this.#first];
    return oldest === undefined ? 0 : this.#scheduler.now() - oldest.arrivedAt;
  }

  /** @param beginsAt when both the handler was free and the message had arrived */
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
