import { type Attributes, type AttributeValue, emptyAttributes } from './attribute-value.ts';
import { equalValues } from './compare.ts';
import { attributeSize } from './item-size.ts';
import { Partitions } from './partitions.ts';
import { type Position, sortValueOf } from './sort-key.ts';
import type { PrimaryKey, StoredItem } from './stored-item.ts';
import type { IndexSettings, KeySchema } from './table-settings.ts';

/** A write's change of an index: bytes of the removed entry and of the added one; 0 if there is none. */
export interface IndexChange {
  readonly removedBytes: number;
  readonly addedBytes: number;
}

const UNCHANGED: IndexChange = { removedBytes: 0, addedBytes: 0 };

/**
 * A global secondary index: the items that have its key attributes, by these. It follows each write at once; on AWS it
 * follows a moment later, and its reads are eventually consistent.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 */
export class SecondaryIndex {
  readonly settings: IndexSettings;
  readonly partitions: Partitions;
  /** Names of the attributes in an entry; `undefined` for all. */
  readonly #projected: ReadonlySet<string> | undefined;

  constructor(settings: IndexSettings, tableKey: KeySchema) {
    this.settings = settings;
    this.partitions = new Partitions(settings.key.sort?.type);
    if (settings.projection === 'ALL') return;
    const keys = [settings.key.partition, settings.key.sort, tableKey.partition, tableKey.sort];
    const keyNames = keys.flatMap((key) => (key === undefined ? [] : [key.name]));
    this.#projected = new Set([...keyNames, ...settings.includedNames]);
  }

  /** Returns whether an entry contains the attribute `name`. */
  projects(name: string): boolean {
    return this.#projected?.has(name) ?? true;
  }

  /** Returns an entry's attributes. */
  project(item: Attributes): Attributes {
    if (this.#projected === undefined) return item;
    const entry = emptyAttributes();
    for (const name of this.#projected) {
      const value = item[name];
      if (value !== undefined) entry[name] = value;
    }
    return entry;
  }

  /** Returns the bytes of an item's entry. */
  entrySize(item: StoredItem): number {
    return this.#projected === undefined ? item.size : this.#sizeOf(item.attributes, item.size);
  }

  /** Counts the entries and their bytes one by one, because few callers need a description. */
  totals(): { readonly entries: number; readonly bytes: number } {
    let entries = 0;
    let bytes = 0;
    for (const item of this.partitions.items()) {
      entries += 1;
      bytes += this.entrySize(item);
    }
    return { entries, bytes };
  }

  /** Computes the change of this index if `after` replaces `before`. Sizes are those of the whole items. */
  change(
    before: Attributes | undefined,
    beforeSize: number,
    after: Attributes | undefined,
    afterSize: number,
  ): IndexChange {
    const was = before !== undefined && this.#holds(before);
    const will = after !== undefined && this.#holds(after);
    if (!was && !will) return UNCHANGED;
    if (was && will && !this.#differs(before, after)) return UNCHANGED;
    const moved = was && will && !this.#samePlace(before, after);
    return {
      // An entry that keeps its key is overwritten in one write; one with a new key is deleted and put.
      removedBytes: was && (moved || !will) ? this.#sizeOf(before, beforeSize) : 0,
      addedBytes: will
        ? Math.max(this.#sizeOf(after, afterSize), was && !moved ? this.#sizeOf(before, beforeSize) : 0)
        : 0,
    };
  }

  /** Updates the index after a write; `stored` already has its new attributes. */
  follow(stored: StoredItem, before: Attributes | undefined, after: Attributes | undefined): void {
    const was = before !== undefined && this.#holds(before);
    const will = after !== undefined && this.#holds(after);
    if (was && will && this.#samePlace(before, after)) return;
    if (was) this.partitions.remove(this.#partitionValue(before), this.position(before, stored.key));
    if (will) this.partitions.add(this.#partitionValue(after), this.position(after, stored.key), stored);
  }

  /** Returns the position of an item with these attributes, which must include the index's keys. */
  position(attributes: Attributes, key: PrimaryKey): Position {
    const { sort } = this.settings.key;
    const value = sort === undefined ? undefined : attributes[sort.name];
    return { sort: value === undefined ? undefined : sortValueOf(value), edge: 0, item: key.text };
  }

  #partitionValue(attributes: Attributes): string {
    const { name, type } = this.settings.key.partition;
    return attributes[name]?.[type] ?? '';
  }

  #holds(attributes: Attributes): boolean {
    const { partition, sort } = this.settings.key;
    return attributes[partition.name] !== undefined && (sort === undefined || attributes[sort.name] !== undefined);
  }

  #samePlace(before: Attributes, after: Attributes): boolean {
    const { partition, sort } = this.settings.key;
    return (
      same(before[partition.name], after[partition.name]) &&
      (sort === undefined || same(before[sort.name], after[sort.name]))
    );
  }

  #differs(before: Attributes, after: Attributes): boolean {
    const names = this.#projected ?? new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const name of names) if (!same(before[name], after[name])) return true;
    return false;
  }

  #sizeOf(attributes: Attributes, wholeSize: number): number {
    if (this.#projected === undefined) return wholeSize;
    let bytes = 0;
    for (const name of this.#projected) {
      const value = attributes[name];
      if (value !== undefined) bytes += attributeSize(name, value);
    }
    return bytes;
  }
}

function same(left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return equalValues(left, right);
}
