import { createRequire } from 'node:module';

type Library = typeof import('sorted-btree', { with: { 'resolution-mode': 'require' }});

/** The library is CommonJS with a `default` member, which loaders import in two different ways; `require` has one. */
const { default: BTree }: Library = createRequire(import.meta.url)('sorted-btree');

/** What this folder uses of a B+ tree. Searches and changes are logarithmic, steps from entry to entry constant. */
export interface SortedTree<Key, Value> {
  readonly size: number;
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): boolean;
  delete(key: Key): boolean;
  /** From `lowest` up. Each step reuses `pair`. */
  entries(lowest: Key | undefined, pair: (Key | Value)[]): Iterable<[Key, Value]>;
  /** From `highest` down. */
  entriesReversed(highest: Key | undefined, pair: (Key | Value)[]): Iterable<[Key, Value]>;
}

export function sortedTree<Key, Value>(compare: (left: Key, right: Key) => number): SortedTree<Key, Value> {
  return new BTree<Key, Value>(undefined, compare);
}
