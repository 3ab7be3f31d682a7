import { createRequire } from 'node:module';

type Library = typeof import('sorted-btree', { with: { 'resolution-mode': 'require' }});

/**
 * The library is CommonJS with a `default` member, which loaders import in two ways; `require` always gives the same.
 */
const { default: BTree }: Library = createRequire(import.meta.url)('sorted-btree');

/**
 * The part of a B+ tree that this folder uses. Searches and changes take logarithmic time, steps between entries
 * constant.
 */
export interface SortedTree<Key, Value> {
  readonly size: number;
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): boolean;
  delete(key: Key): boolean;
  /** Entries from `lowest` upwards. Each step reuses `pair`. */
  entries(lowest: Key | undefined, pair: (Key | Value)[]): Iterable<[Key, Value]>;
  /** Entries from `highest` downwards. */
  entriesReversed(highest: Key | undefined, pair: (Key | Value)[]): Iterable<[Key, Value]>;
}

export function sortedTree<Key, Value>(compare: (left: Key, right: Key) => number): SortedTree<Key, Value> {
  return new BTree<Key, Value>(undefined, compare);
}
