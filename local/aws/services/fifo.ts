/** Free slots at the front before the remaining items move down. */
const COMPACTED_AT = 1_024;

/**
 * First in, first out. Removing the first item moves no others and frees its memory: a queue that is never empty must
 * not keep all its former items.
 */
export class Fifo<Item> {
  #items: (Item | undefined)[] = [];
  #from = 0;

  get length(): number {
    return this.#items.length - this.#from;
  }

  get first(): Item | undefined {
    return this.#items[this.#from];
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  shift(): Item | undefined {
    if (this.#from === this.#items.length) return undefined;
    const item = this.#items[this.#from];
    this.#items[this.#from] = undefined;
    this.#from += 1;
    if (this.#from === this.#items.length) this.#items.length = 0;
    // At least half of the slots are free then, so each item moves once on average.
    else if (this.#from < COMPACTED_AT || this.#from * 2 < this.#items.length) return item;
    else this.#items.splice(0, this.#from);
    this.#from = 0;
    return item;
  }

  *[Symbol.iterator](): Generator<Item> {
    for (let index = this.#from; index < this.#items.length; index += 1) {
      const item = this.#items[index];
      if (item !== undefined) yield item;
    }
  }
}
