/** What is sent in the order of its key. */
export interface Keyed {
  readonly key: string;
  readonly order: string;
}

/**
 * Hands out records so that those of a key go one after the other, each only after the one before it is confirmed: one
 * call of PutRecords keeps no order, and a refused record would be overtaken.
 */
export class KeyQueues<Item extends Keyed> {
  /** By key: what waits, in order. */
  readonly #waiting = new Map<string, Item[]>();
  /** Keys of which nothing is out, in the order of their first items. */
  #ready: string[] = [];
  #left = 0;

  constructor(items: readonly Item[]) {
    const sorted = items.toSorted((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
    for (const item of sorted) {
      const queue = this.#waiting.get(item.key);
      if (queue !== undefined) queue.push(item);
      else {
        this.#waiting.set(item.key, [item]);
        this.#ready.push(item.key);
      }
    }
    // Taken from the end.
    for (const queue of this.#waiting.values()) queue.reverse();
    this.#ready.reverse();
    this.#left = items.length;
  }

  /** Items that were not confirmed. */
  get left(): number {
    return this.#left;
  }

  /** Up to `count` items, one of a key. */
  take(count: number): readonly Item[] {
    const taken: Item[] = [];
    while (taken.length < count) {
      const key = this.#ready.pop();
      if (key === undefined) break;
      const item = this.#waiting.get(key)?.at(-1);
      if (item !== undefined) taken.push(item);
    }
    return taken;
  }

  /** An item that is not confirmed holds back the rest of its key. */
  confirm(items: readonly Item[]): void {
    const next: string[] = [];
    for (const { key } of items) {
      const queue = this.#waiting.get(key);
      queue?.pop();
      this.#left -= 1;
      if (queue !== undefined && queue.length > 0) next.push(key);
      else this.#waiting.delete(key);
    }
    // To the back, so that a key with many items does not hold up the others.
    if (next.length > 0) this.#ready = [...next.reverse(), ...this.#ready];
  }
}
