/** One log, archive, bucket or cache: it knows its oldest and can let go of it. */
export interface History {
  /** When the oldest that may go came, in milliseconds since the epoch; `undefined` where nothing may go. */
  oldestAt(): number | undefined;
  /** Lets go of the oldest. @returns the bytes that it held */
  letGoOldest(): number;
}

/** Bytes of one kind of history. Past its limit the oldest go, whichever log or bucket has them. */
export class Share {
  readonly fraction: number;
  readonly #budget: { readonly historyBytes: number };
  readonly #onFirst: () => void;
  readonly #histories = new Set<History>();
  #bytes = 0;
  #letGo = 0;

  /** @param onFirst called when it lets go for the first time */
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

  /** How many events, records, objects or ids went because of the limit. */
  get letGo(): number {
    return this.#letGo;
  }

  add(history: History): void {
    this.#histories.add(history);
  }

  /** What it still holds must be released first. */
  remove(history: History): void {
    this.#histories.delete(history);
  }

  /** Counts what a history holds from now on, and lets go of the oldest where that is too much. */
  hold(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.limitBytes) this.trim();
  }

  /** Counts what went otherwise: deleted, or at the end of its retention. */
  release(bytes: number): void {
    this.#bytes -= bytes;
  }

  /** Counts what a history let go by itself because of the limit. */
  countLetGo(count: number): void {
    if (count === 0) return;
    if (this.#letGo === 0) this.#onFirst();
    this.#letGo += count;
  }

  /** Lets go until the limit holds, or nothing is left that may go. */
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
