import type { Attributes } from './attribute-value.ts';
import type { SortValue } from './sort-key.ts';

/** An item's checked primary key. */
export interface PrimaryKey {
  /** The partition key's value as text. */
  readonly partition: string;
  readonly sort: SortValue;
  /** The whole key as text, which differs between all keys of a table. */
  readonly text: string;
}

/** An item's object in a table, the same one through all of the item's updates. */
export interface StoredItem {
  readonly key: PrimaryKey;
  /** Replaced by a write, never changed. */
  attributes: Attributes;
  /** Bytes of `attributes`. */
  size: number;
}
