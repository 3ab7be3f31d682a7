import type { JsonObject } from '../operation.ts';
import type { Attributes } from './attribute-value.ts';
import { emptyAttributes } from './attribute-value.ts';
import { constraint } from './errors.ts';
import type { SecondaryIndex } from './secondary-index.ts';
import type { StoredItem } from './stored-item.ts';
import type { Table } from './table.ts';

/** A page ends with the item that fills it. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html */
const PAGE_BYTES = 1_048_576;

export interface Page {
  readonly items: Attributes[];
  /** Number of items that passed the filter. */
  readonly count: number;
  /** Number of items that were read. */
  readonly scannedCount: number;
  readonly bytes: number;
  /** The item before the next page; `undefined` on the last page. */
  readonly last: StoredItem | undefined;
}

/** Reads items until the limit, or the size of a page, is reached. The limit counts items before the filter. */
export function readPage(
  source: Iterable<StoredItem>,
  index: SecondaryIndex | undefined,
  limit: number,
  filter: ((item: Attributes) => boolean) | undefined,
  show: ((item: Attributes) => Attributes) | undefined,
): Page {
  const items: Attributes[] = [];
  let count = 0;
  let scannedCount = 0;
  let bytes = 0;
  for (const stored of source) {
    scannedCount += 1;
    bytes += index?.entrySize(stored) ?? stored.size;
    const item = index?.project(stored.attributes) ?? stored.attributes;
    if (filter === undefined || filter(item)) {
      count += 1;
      if (show !== undefined) items.push(show(item));
    }
    if (scannedCount >= limit || bytes >= PAGE_BYTES) return { items, count, scannedCount, bytes, last: stored };
  }
  return { items, count, scannedCount, bytes, last: undefined };
}

/** Returns the key attributes of table and index, the members of `LastEvaluatedKey`. */
export function keyNames(table: Table, index: SecondaryIndex | undefined): readonly string[] {
  const { key } = table.settings;
  const indexKey = index?.settings.key;
  const keys = [key.partition, key.sort, indexKey?.partition, indexKey?.sort];
  return [...new Set(keys.flatMap((attribute) => (attribute === undefined ? [] : [attribute.name])))];
}

export function lastKey(page: Page, names: readonly string[]): Attributes | undefined {
  if (page.last === undefined) return undefined;
  const key = emptyAttributes();
  for (const name of names) {
    const value = page.last.attributes[name];
    if (value !== undefined) key[name] = value;
  }
  return key;
}

/** @throws ServiceError ValidationException */
export function limitOf(input: JsonObject): number {
  const { Limit: limit } = input;
  if (limit === undefined || limit === null) return Number.POSITIVE_INFINITY;
  if (typeof limit === 'number' && limit >= 1) return Math.floor(limit);
  throw constraint(limit, 'limit', 'have value greater than or equal to 1');
}
