import { LIMITS } from '../../../../core/limits.ts';
import type { JsonObject } from '../operation.ts';
import type { Attributes } from './attribute-value.ts';
import { constraint } from './errors.ts';
import type { StoredItem } from './stored-item.ts';
import type { Table } from './table.ts';

/*
 * Capacity units as AWS counts them.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
const READ_UNIT_BYTES = LIMITS.dynamoDbReadUnitBytes.value;
const WRITE_UNIT_BYTES = LIMITS.dynamoDbWriteUnitBytes.value;
export const TRANSACTION_FACTOR = LIMITS.dynamoDbTransactionFactor.value;

/** Units of one operation on one table. */
export interface Units {
  readonly table: number;
  readonly indexes: Readonly<Record<string, number>>;
}

const NO_INDEXES: Readonly<Record<string, number>> = {};

/** Units of a read; eventually consistent reads cost half. @param bytes of all items that were read */
export function readUnits(bytes: number, isConsistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (isConsistent ? 1 : 0.5);
}

/** Units of a write: of the larger item, before or after, and of each index entry that changes. */
export function writeUnits(
  table: Table,
  existing: StoredItem | undefined,
  after: Attributes | undefined,
  afterSize: number,
): Units {
  const beforeSize = existing?.size ?? 0;
  const units = unitsOf(Math.max(beforeSize, afterSize));
  let indexes: Record<string, number> | undefined;
  for (const index of table.indexes) {
    const { removedBytes, addedBytes } = index.change(existing?.attributes, beforeSize, after, afterSize);
    if (removedBytes === 0 && addedBytes === 0) continue;
    indexes ??= {};
    indexes[index.settings.name] =
      (removedBytes === 0 ? 0 : unitsOf(removedBytes)) + (addedBytes === 0 ? 0 : unitsOf(addedBytes));
  }
  return { table: units, indexes: indexes ?? NO_INDEXES };
}

function unitsOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));
}

export function tableUnits(units: number): Units {
  return { table: units, indexes: NO_INDEXES };
}

export function indexUnits(name: string, units: number): Units {
  return { table: 0, indexes: { [name]: units } };
}

export function scaledUnits(units: Units, factor: number): Units {
  if (factor === 1) return units;
  const indexes: Record<string, number> = {};
  for (const [name, count] of Object.entries(units.indexes)) indexes[name] = count * factor;
  return { table: units.table * factor, indexes };
}

export function totalUnits(units: Units): number {
  let total = units.table;
  for (const name in units.indexes) total += units.indexes[name] ?? 0;
  return total;
}

export function addUnits(left: Units, right: Units): Units {
  const indexes: Record<string, number> = { ...left.indexes };
  for (const [name, count] of Object.entries(right.indexes)) indexes[name] = (indexes[name] ?? 0) + count;
  return { table: left.table + right.table, indexes };
}

/** The answer's member with a transaction's units. */
export type TransactionUnits = 'ReadCapacityUnits' | 'WriteCapacityUnits';

/**
 * Returns `ConsumedCapacity` in the form that `ReturnConsumedCapacity` requests; `undefined` if it requests none.
 * @throws ServiceError ValidationException
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html
 */
export function consumedCapacity(
  input: JsonObject,
  tableName: string,
  units: Units,
  transaction?: TransactionUnits,
): JsonObject | undefined {
  const asked = input.ReturnConsumedCapacity;
  if (asked === undefined || asked === null || asked === 'NONE') return undefined;
  const total = totalUnits(units);
  const shown = (count: number): JsonObject => ({
    CapacityUnits: count,
    ...(transaction === undefined ? {} : { [transaction]: count }),
  });
  if (asked === 'TOTAL') return { TableName: tableName, ...shown(total) };
  const indexes = Object.entries(units.indexes);
  return {
    TableName: tableName,
    ...shown(total),
    Table: shown(units.table),
    ...(indexes.length === 0
      ? {}
      : { GlobalSecondaryIndexes: Object.fromEntries(indexes.map(([name, count]) => [name, shown(count)])) }),
  };
}

export function checkCapacityOption(input: JsonObject): void {
  const asked = input.ReturnConsumedCapacity;
  if (asked === undefined || asked === null || asked === 'NONE' || asked === 'TOTAL' || asked === 'INDEXES') return;
  throw constraint(asked, 'returnConsumedCapacity', 'satisfy enum value set: [INDEXES, TOTAL, NONE]');
}
