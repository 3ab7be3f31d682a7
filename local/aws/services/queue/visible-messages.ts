import TinyQueue from 'tinyqueue';

/** A message that may be hidden. */
export interface Hideable {
  readonly id: string;
  /** Milliseconds since the epoch; the message is hidden until then. */
  visibleAt: number;
}

interface Hidden<Message> {
  readonly until: number;
  /** Messages that become visible together keep the order in which they were hidden. */
  readonly order: number;
  readonly message: Message;
}

/** The messages of a queue that can be received, so that a receive does not pass those that are hidden. */
export class VisibleMessages<Message extends Hideable> {
  readonly #visible = new Map<string, Message>();
  /** An entry whose message was hidden again, or is gone, has no effect. */
  readonly #hidden = new TinyQueue<Hidden<Message>>([], (a, b) => a.until - b.until || a.order - b.order);
  #hides = 0;

  /** Takes note of a new message, or of a new `visibleAt`. */
  put(message: Message, now: number): void {
    if (message.visibleAt <= now) {
      this.#visible.set(message.id, message);
      return;
    }
    this.#visible.delete(message.id);
    this.#hides += 1;
    this.#hidden.push({ until: message.visibleAt, order: this.#hides, message });
  }

  delete(id: string): void {
    this.#visible.delete(id);
  }

  /** @param isKept whether the queue still has a message */
  at(now: number, isKept: (message: Message) => boolean): ReadonlyMap<string, Message> {
    for (let next = this.#hidden.peek(); next !== undefined && next.until <= now; next = this.#hidden.peek()) {
      this.#hidden.pop();
      const { message } = next;
      if (message.visibleAt <= now && isKept(message)) this.#visible.set(message.id, message);
    }
    return this.#visible;
  }
}
