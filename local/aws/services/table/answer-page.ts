import type { JsonObject } from '../operation.ts';
import type { Attributes } from './attribute-value.ts';
import { consumedCapacity, indexUnits, readUnits, tableUnits } from './capacity.ts';
import { keyNames, lastKey, limitOf, readPage } from './page.ts';
import { present } from './request.ts';
import type { SecondaryIndex } from './secondary-index.ts';
import type { StoredItem } from './stored-item.ts';
import type { Table } from './table.ts';
import type { Tables } from './tables.ts';

export interface PageSource {
  readonly table: Table;
  readonly index: SecondaryIndex | undefined;
  readonly found: Iterable<StoredItem>;
  readonly filter: ((item: Attributes) => boolean) | undefined;
  /** `undefined` if only counts are requested. */
  readonly show: ((item: Attributes) => Attributes) | undefined;
  /** The partition to read; `undefined` for a scan. */
  readonly partition: string | undefined;
}

/** Builds the answer of Query and Scan: a page of results, after spending its units. */
export function answerPage(
  tables: Tables,
  input: JsonObject,
  { table, index, found, filter, show, partition }: PageSource,
): JsonObject {
  const page = readPage(found, index, limitOf(input), filter, show);
  const count = readUnits(page.bytes, input.ConsistentRead === true);
  const units = index === undefined ? tableUnits(count) : indexUnits(index.settings.name, count);
  tables.spend(table, 'read', partition, units);
  return present({
    Items: show === undefined ? undefined : page.items,
    Count: page.count,
    ScannedCount: page.scannedCount,
    LastEvaluatedKey: lastKey(page, keyNames(table, index)),
    ConsumedCapacity: consumedCapacity(input, table.settings.name, units),
  });
}
