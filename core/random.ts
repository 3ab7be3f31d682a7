import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Randomness, as a parameter. */
export interface Random {
  /** Uniform in [0, 1). */
  unit(): number;
}

/** Returns the same sequence for the same seed (a 32-bit integer). */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  return { unit: () => uniformFloat64(generator) };
}

/** A whole number, uniform in [`low`, `high`], both ends included. */
export function integerBetween(random: Random, low: number, high: number): number {
  return low + Math.floor(random.unit() * (high - low + 1));
}

const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

/** `length` characters of the URL-safe alphabet, six bits each: 22 carry more than a UUID does. */
export function randomId(random: Random, length = 22): string {
  let id = '';
  for (let index = 0; index < length; index += 1) id += ID_ALPHABET[Math.floor(random.unit() * 64)];
  return id;
}
