/** A log, archive, bucket or cache that can drop its oldest item. */
export interface History {
  /** Arrival of the oldest item that may be dropped, in milliseconds since the epoch; `undefined` if none may. */
  oldestAt(): number | undefined;
  /** Drops the oldest item. @returns its bytes */
  letGoOldest(): number;
}

/** Bytes of one kind of history. Above its limit, the oldest items of all its logs or buckets are dropped. */
export class Share {
  readonly fraction: number;
  readonly #budget: { readonly historyBytes: number };
  readonly #onFirst: () => void;
  readonly #histories = new Set<History>();
  #bytes = 0;
  #letGo = 0;

  /** @param onFirst called when it drops something for the first time */
  constructor(budget: { readonly historyBytes: number }, fraction: number, onFirst: () => void) {
    this.#budget = budget;
    this.fraction = fraction;
    this.#onFirst = onFirst;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get limitBytes(): number {
    return this.fraction * this.#budget.historyBytes;
  }

  /** Number of events, records, objects or ids dropped because of the limit. */
  get letGo(): number {
    return this.#letGo;
  }

  add(history: History): void {
    this.#histories.add(history);
  }

  /** Removes a history, whose bytes must be released first. */
  remove(history: History): void {
    this.#histories.delete(history);
  }

  /** Adds bytes of a history, and drops the oldest items if that is too much. */
  hold(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.limitBytes) this.trim();
  }

  /** Subtracts bytes that were deleted or whose retention ended. */
  release(bytes: number): void {
    this.#bytes -= bytes;
  }

  /** Counts items that a history dropped itself because of the limit. */
  countLetGo(count: number): void {
    if (count === 0) return;
    if (this.#letGo === 0) this.#onFirst();
    this.#letGo += count;
  }

  /** Drops items until the limit holds, or none may be dropped. */
  trim(): void {
    const { limitBytes } = this;
    while (this.#bytes > limitBytes) {
      const oldest = this.#oldest();
      if (oldest === undefined) return;
      this.#bytes -= oldest.letGoOldest();
      this.countLetGo(1);
    }
  }

  #oldest(): History | undefined {
    let found: History | undefined;
    let foundAt = Number.POSITIVE_INFINITY;
    for (const history of this.#histories) {
      const at = history.oldestAt();
      if (at === undefined || at >= foundAt) continue;
      found = history;
      foundAt = at;
    }
    return found;
  }
}
