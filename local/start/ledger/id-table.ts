/** Bytes of a slot. */
export const SLOT_BYTES = 12;

/** Ids of one generation, in typed arrays with open addressing. A fingerprint of two zeros is not kept. */
export class IdTable {
  #low: Uint32Array;
  #high: Uint32Array;
  #states: Uint32Array;
  #size = 0;

  /** @param capacity slots, a power of two */
  constructor(capacity: number) {
    this.#low = new Uint32Array(capacity);
    this.#high = new Uint32Array(capacity);
    this.#states = new Uint32Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  get capacity(): number {
    return this.#low.length;
  }

  /** Whether the next id makes it grow to twice its capacity. */
  get isAtLoad(): boolean {
    return this.#size * 4 >= this.#low.length * 3;
  }

  /** Returns the id's slot, valid until the next `add`; −1 if the id is unknown. */
  find(low: number, high: number): number {
    const slot = this.#slot(low, high);
    return this.#isFree(slot) ? -1 : slot;
  }

  /** Adds an id that is new. */
  add(low: number, high: number, state: number): void {
    if (this.isAtLoad) this.#grow();
    const slot = this.#slot(low, high);
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#states[slot] = state;
    this.#size += 1;
  }

  state(slot: number): number {
    return this.#states[slot] ?? 0;
  }

  setState(slot: number, state: number): void {
    this.#states[slot] = state;
  }

  forEach(visit: (low: number, high: number, state: number) => void): void {
    for (let slot = 0; slot < this.#low.length; slot += 1) {
      if (!this.#isFree(slot)) visit(this.#low[slot] ?? 0, this.#high[slot] ?? 0, this.#states[slot] ?? 0);
    }
  }

  #isFree(slot: number): boolean {
    return this.#low[slot] === 0 && this.#high[slot] === 0;
  }

  #slot(low: number, high: number): number {
    const mask = this.#low.length - 1;
    let slot = low & mask;
    while (!this.#isFree(slot) && (this.#low[slot] !== low || this.#high[slot] !== high)) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const larger = new IdTable(this.#low.length * 2);
    this.forEach((low, high, state) => {
      larger.add(low, high, state);
    });
    this.#low = larger.#low;
    this.#high = larger.#high;
    this.#states = larger.#states;
  }
}
