import type { Random } from '../../core/random.ts';
import { hashKeyOf } from '../../local/aws/services/stream/hash-key.ts';

/** A value of a partition key, hashed once. */
export interface Key {
  readonly text: string;
  readonly hashKey: string;
}

/** How often each value of a partition key occurs. */
export type KeySpread =
  /** The first value has this share on top of its even one, 0–1; all are equally likely otherwise. */
  | { readonly hotShare: number }
  /** The share of the value of rank k is proportional to 1 ÷ k^exponent. 0: equally likely. */
  | { readonly zipf: number };

/** The values of a partition key. */
export class Keys {
  readonly #prefix: string;
  readonly #random: Random;
  readonly #drawIndex: () => number;
  readonly #keys: Key[] = [];

  /** @param count number of values, at least 1 */
  constructor(prefix: string, count: number, spread: KeySpread, random: Random) {
    this.#prefix = prefix;
    this.#random = random;
    this.#drawIndex =
      'zipf' in spread ? this.#zipf(zipfShares(count, spread.zipf)) : this.#even(count, spread.hotShare);
  }

  draw(): Key {
    return this.key(this.#drawIndex());
  }

  #even(count: number, hotShare: number): () => number {
    return () => {
      const hot = hotShare > 0 && (hotShare >= 1 || this.#random.unit() < hotShare);
      return hot ? 0 : Math.floor(this.#random.unit() * count);
    };
  }

  /** Draws by inversion: the first rank whose cumulative share is above a random number. */
  #zipf(shares: Float64Array): () => number {
    let sum = 0;
    const sums = shares.map((share) => (sum += share));
    return () => {
      const draw = this.#random.unit() * sum;
      let low = 0;
      let high = sums.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((sums[middle] ?? 0) > draw) high = middle;
        else low = middle + 1;
      }
      return low;
    };
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

/** Shares of `count` values by Zipf's law, the busiest first: proportional to 1 ÷ rank^exponent, 1 in total. */
export function zipfShares(count: number, exponent: number): Float64Array {
  const weights = Float64Array.from({ length: count }, (_, index) => (index + 1) ** -exponent);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
