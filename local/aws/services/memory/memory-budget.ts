import { Share } from './share.ts';

/** Changes of a budget that a person should know. */
export interface MemoryListener {
  /** A share drops something for the first time: there is more history than its bytes hold. */
  readonly letsGo?: (share: string, limitBytes: number) => void;
  /** The waiting data has reached the budget. @param waiting bytes by kind */
  readonly full?: (budgetBytes: number, waiting: Readonly<Record<string, number>>) => void;
  /** Consumers have processed enough of it. */
  readonly hasRoom?: () => void;
}

/** Bytes that a share holds, and the number of things that it dropped. */
export interface ShareFigures {
  readonly bytes: number;
  readonly limitBytes: number;
  readonly letGo: number;
}

export interface MemoryFigures {
  /** `null`: no limit. */
  readonly budgetBytes: number | null;
  readonly waitingBytes: Readonly<Record<string, number>>;
  readonly history: Readonly<Record<string, ShareFigures>>;
}

/** A full budget has room again below this fraction of it, so that the state does not change with every event. */
const ROOM = 0.9;

/**
 * The memory budget of the local services. Waiting data (unread records, messages) is never dropped and may fill the
 * budget. History has shares of the rest; the oldest is dropped first. Bytes are estimates: of texts and of V8's
 * overhead.
 */
export class MemoryBudget {
  readonly bytes: number;
  readonly #listener: MemoryListener;
  readonly #shares = new Map<string, Share>();
  readonly #waiting = new Map<string, Waiting>();
  #waitingBytes = 0;
  #isFull = false;

  /** @param bytes 0 keeps no history @default no limit */
  constructor(bytes = Number.POSITIVE_INFINITY, listener: MemoryListener = {}) {
    this.bytes = bytes;
    this.#listener = listener;
  }

  /** Whether the waiting data has reached the budget; then nobody should add to it. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Bytes for all history together. */
  get historyBytes(): number {
    return Math.max(0, this.bytes - this.#waitingBytes);
  }

  /**
   * Returns the share of a kind of history; the same one for the same name.
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

  /** Returns the counter of a kind of waiting data; the same one for the same name. */
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

  /** Rounds, because estimates are fractions whose sums drift by less than a byte. */
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

/** Bytes of one kind of waiting data. */
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
