import { Share } from './share.ts';

/** What happens to a budget that somebody should hear of. */
export interface MemoryListener {
  /** A share lets go for the first time: there is more history than its bytes hold. */
  readonly letsGo?: (share: string, limitBytes: number) => void;
  /** What waits has reached the budget. @param waiting bytes by what waits */
  readonly full?: (budgetBytes: number, waiting: Readonly<Record<string, number>>) => void;
  /** Enough of it has been dealt with. */
  readonly hasRoom?: () => void;
}

/** What a share holds and has let go. */
export interface ShareFigures {
  readonly bytes: number;
  readonly limitBytes: number;
  readonly letGo: number;
}

export interface MemoryFigures {
  /** `null`: there is no bound. */
  readonly budgetBytes: number | null;
  readonly waitingBytes: Readonly<Record<string, number>>;
  readonly history: Readonly<Record<string, ShareFigures>>;
}

/** Of the budget: a full one has room again below it, so that it does not change with every event. */
const ROOM = 0.9;

/**
 * The bytes that the local services may hold of what passes through them. What waits to be dealt with (unread records,
 * messages) is never let go and may fill the budget; what is kept as history has shares of the rest, and goes oldest
 * first. Bytes are estimates: of texts and what V8 keeps beside them.
 */
export class MemoryBudget {
  readonly bytes: number;
  readonly #listener: MemoryListener;
  readonly #shares = new Map<string, Share>();
  readonly #waiting = new Map<string, Waiting>();
  #waitingBytes = 0;
  #isFull = false;

  /** @param bytes 0 keeps no history. @default no bound */
  constructor(bytes = Number.POSITIVE_INFINITY, listener: MemoryListener = {}) {
    this.bytes = bytes;
    this.#listener = listener;
  }

  /** Whether what waits has reached the budget: who lets more in should not. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Bytes that history may have together. */
  get historyBytes(): number {
    return Math.max(0, this.bytes - this.#waitingBytes);
  }

  /**
   * The share of a kind of history; one for all that name it.
   * @param fraction of `historyBytes`; all fractions together are at most 1
   */
  share(name: string, fraction: number): Share {
    const known = this.#shares.get(name);
    if (known !== undefined) return known;
    let sum = fraction;
    for (const share of this.#shares.values()) sum += share.fraction;
    if (sum > 1) throw new RangeError(`share "${name}" of ${fraction}: the shares together would be ${sum}, above 1`);
    const share = new Share(this, fraction, () => this.#listener.letsGo?.(name, share.limitBytes));
    this.#shares.set(name, share);
    return share;
  }

  /** What counts the bytes of a kind that waits; one for all that name it. */
  waiting(name: string): Waiting {
    const known = this.#waiting.get(name);
    if (known !== undefined) return known;
    const made = new Waiting((bytes) => this.#waits(bytes));
    this.#waiting.set(name, made);
    return made;
  }

  figures(): MemoryFigures {
    return {
      budgetBytes: Number.isFinite(this.bytes) ? this.bytes : null,
      waitingBytes: this.#byName(),
      history: Object.fromEntries(
        [...this.#shares].map(([name, { bytes, limitBytes, letGo }]) => [
          name,
          { bytes: Math.round(bytes), limitBytes: Math.round(limitBytes), letGo },
        ]),
      ),
    };
  }

  /** Estimates are fractions, and their sums drift by less than a byte. */
  #byName(): Record<string, number> {
    return Object.fromEntries([...this.#waiting].map(([name, { bytes }]) => [name, Math.round(bytes)]));
  }

  #waits(change: number): void {
    this.#waitingBytes += change;
    if (!this.#isFull && this.#waitingBytes >= this.bytes) {
      this.#isFull = true;
      for (const share of this.#shares.values()) share.trim();
      this.#listener.full?.(this.bytes, this.#byName());
    } else if (this.#isFull && this.#waitingBytes < this.bytes * ROOM) {
      this.#isFull = false;
      this.#listener.hasRoom?.();
    }
  }
}

/** Bytes of one kind that waits to be dealt with. */
export class Waiting {
  readonly #changed: (bytes: number) => void;
  #bytes = 0;

  constructor(changed: (bytes: number) => void) {
    this.#changed = changed;
  }

  get bytes(): number {
    return this.#bytes;
  }

  hold(bytes: number): void {
    this.#bytes += bytes;
    this.#changed(bytes);
  }

  release(bytes: number): void {
    this.#bytes -= bytes;
    this.#changed(-bytes);
  }
}
