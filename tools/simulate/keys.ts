import type { Random } from '../../core/random.ts';
import { hashKeyOf } from '../../local/services/stream/hash-key.ts';

/** A value of a partition key, hashed once. */
export interface Key {
  readonly text: string;
  readonly hashKey: string;
}

/** The values of a partition key: one hot, the others equally likely. */
export class Keys {
  readonly #prefix: string;
  readonly #count: number;
  readonly #hotShare: number;
  readonly #random: Random;
  readonly #keys: Key[] = [];

  /** @param hotShare of all draws that the first key gets beyond its even share, 0–1 */
  constructor(prefix: string, count: number, hotShare: number, random: Random) {
    this.#prefix = prefix;
    this.#count = count;
    this.#hotShare = hotShare;
    this.#random = random;
  }

  draw(): Key {
    const hot = this.#hotShare > 0 && (this.#hotShare >= 1 || this.#random.unit() < this.#hotShare);
    return this.key(hot ? 0 : Math.floor(this.#random.unit() * this.#count));
  }

  key(index: number): Key {
    let key = this.#keys[index];
    if (key === undefined) {
      const text = `${this.#prefix}-${index}`;
      key = { text, hashKey: hashKeyOf(text) };
      this.#keys[index] = key;
    }
    return key;
  }
}
