import type { Attributes } from './attribute-value.ts';
import type { SortValue } from './sort-key.ts';

/** An item's primary key, read and checked. */
export interface PrimaryKey {
  /** The partition key's value as text. */
  readonly partition: string;
  readonly sort: SortValue;
  /** The whole key as text: different for different keys of a table. */
  readonly text: string;
}

/** A place in a table that holds an item; the same one through all of the item's updates. */
export interface StoredItem {
  readonly key: PrimaryKey;
  /** Replaced, never changed. */
  attributes: Attributes;
  /** Bytes of `attributes`. */
  size: number;
}
