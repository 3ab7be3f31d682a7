import { ServiceError } from '../service-error.ts';
import type { Attributes } from './attribute-value.ts';
import { tableUnits, type Units, writeUnits } from './capacity.ts';
import { validation } from './errors.ts';
import { itemSize, MAX_ITEM_BYTES } from './item-size.ts';
import { requireIndexKeys } from './key.ts';
import { NO_ITEM } from './request.ts';
import type { PrimaryKey, StoredItem } from './stored-item.ts';
import type { Table } from './table.ts';
import { count, type Tables } from './tables.ts';

/** A checked write, except for what depends on the stored item. */
export interface Write {
  readonly table: Table;
  readonly key: PrimaryKey;
  readonly action: 'put' | 'update' | 'delete' | 'check';
  readonly condition: ((item: Attributes) => boolean) | undefined;
  /** Whether the error of a failed condition contains the item. */
  readonly showsItemOnFailure: boolean;
  /** Returns the item after the write; `undefined` if there is none. */
  readonly next: (before: Attributes | undefined) => Attributes | undefined;
}

/** @throws ServiceError ValidationException if two writes are of one item; a table's name and ARN are the same table */
export function requireDistinctItems(writes: readonly Write[]): void {
  const seen = new Map<Table, Set<string>>();
  for (const { table, key } of writes) {
    const keys = seen.get(table) ?? new Set();
    if (keys.has(key.text)) throw validation('Transaction request cannot include multiple operations on one item');
    seen.set(table, keys.add(key.text));
  }
}

/** A write decided on the current item, not yet applied. */
export interface DecidedWrite {
  readonly write: Write;
  readonly existing: StoredItem | undefined;
  readonly before: Attributes | undefined;
  readonly after: Attributes | undefined;
  readonly afterSize: number;
  readonly units: Units;
}

/**
 * @throws ServiceError ConditionalCheckFailedException, ValidationException
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.ConditionalUpdate
 */
export function decide(write: Write): DecidedWrite {
  const { table, key, condition } = write;
  const existing = table.find(key);
  const before = existing?.attributes;
  if (condition !== undefined && !condition(before ?? NO_ITEM)) {
    throw new ServiceError('ConditionalCheckFailedException', 'The conditional request failed', {
      fields: write.showsItemOnFailure && before !== undefined ? { Item: before } : {},
    });
  }
  const after = write.next(before);
  if (after === before) {
    const size = existing?.size ?? 0;
    return { write, existing, before, after, afterSize: size, units: writeUnits(table, existing, after, size) };
  }
  const afterSize = after === undefined ? 0 : checkedSize(write, after);
  return { write, existing, before, after, afterSize, units: writeUnits(table, existing, after, afterSize) };
}

function checkedSize({ table, action }: Write, after: Attributes): number {
  const size = itemSize(after);
  if (size > MAX_ITEM_BYTES) {
    throw validation(`Item size ${action === 'update' ? 'to update ' : ''}has exceeded the maximum allowed size`);
  }
  requireIndexKeys(after, table.settings);
  return size;
}

export function apply({ write, existing, after, afterSize }: DecidedWrite): void {
  const { table, key, action } = write;
  if (action === 'check') return;
  if (after !== undefined) table.write(key, existing, after, afterSize);
  else if (existing !== undefined) table.remove(existing);
}

/** Decides and applies one write by itself. A failed condition uses capacity too. */
export function perform(tables: Tables, write: Write): DecidedWrite {
  const decided = decideCounted(write);
  tables.spend(write.table, 'write', write.key.partition, decided.units);
  apply(decided);
  return decided;
}

function decideCounted(write: Write): DecidedWrite {
  try {
    return decide(write);
  } catch (error) {
    if (error instanceof ServiceError && error.name === 'ConditionalCheckFailedException') {
      count(write.table, 'write', failedUnits(write));
    }
    throw error;
  }
}

/** A failed condition costs the units of the existing item's size, at least one. */
export function failedUnits({ table, key }: Write): Units {
  const existing = table.find(key);
  return tableUnits(writeUnits(table, existing, existing?.attributes, existing?.size ?? 0).table);
}
