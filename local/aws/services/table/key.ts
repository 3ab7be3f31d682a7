import { isObject } from '../operation.ts';
import { type Attributes, type AttributeValue, typeOf } from './attribute-value.ts';
import { invalidParameter, validation } from './errors.ts';
import { readAttributes } from './read-value.ts';
import { type SortValue, sortValueOf } from './sort-key.ts';
import type { PrimaryKey } from './stored-item.ts';
import type { IndexSettings, KeyAttribute, KeySchema, TableSettings } from './table-settings.ts';

/** In bytes. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_PARTITION_KEY_BYTES = 2_048;
const MAX_SORT_KEY_BYTES = 1_024;

/** Reads a request's `Key`: every key attribute and no other. @throws ServiceError ValidationException */
export function readKey(raw: unknown, schema: KeySchema): { key: PrimaryKey; attributes: Attributes } {
  if (!isObject(raw))
    throw validation(
      "1 validation error detected: Value null at 'key' failed to satisfy constraint: Member must not be null",
    );
  const attributes = readAttributes(raw);
  return { key: keyOfExactly(attributes, schema), attributes };
}

export function keyOfExactly(attributes: Attributes, schema: KeySchema): PrimaryKey {
  let count = 0;
  for (const _name in attributes) count += 1;
  if (count !== (schema.sort === undefined ? 1 : 2)) throw mismatch();
  return primaryKey(attributes, schema, mismatch, mismatch);
}

/** Returns the key of a whole item. @throws ServiceError ValidationException */
export function keyOfItem(item: Attributes, schema: KeySchema): PrimaryKey {
  return primaryKey(
    item,
    schema,
    ({ name }) => invalidParameter(`Missing the key ${name} in the item`),
    ({ name, type }, value) =>
      invalidParameter(`Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`),
  );
}

/** Joins both parts unambiguously, although either may contain a NUL. */
function joined(partition: string, sort: string): string {
  const first = partition.includes('\u0000') ? partition.replaceAll('\u0000', '\u0000\u0001') : partition;
  return `${first}\u0000\u0000${sort}`;
}

type Refusal = (key: KeyAttribute, value: AttributeValue) => Error;

function primaryKey(attributes: Attributes, schema: KeySchema, missing: Refusal, wrongType: Refusal): PrimaryKey {
  const partition = keyText(attributes, schema.partition, missing, wrongType);
  requireBytes(schema.partition, partition, MAX_PARTITION_KEY_BYTES, 'hashkey');
  if (schema.sort === undefined) return { partition, sort: undefined, text: partition };
  const sort = keyText(attributes, schema.sort, missing, wrongType);
  requireBytes(schema.sort, sort, MAX_SORT_KEY_BYTES, 'rangekey');
  return { partition, sort: sortValue(attributes, schema.sort), text: joined(partition, sort) };
}

function sortValue(attributes: Attributes, key: KeyAttribute): SortValue {
  const value = attributes[key.name];
  return value === undefined ? undefined : sortValueOf(value);
}

function keyText(attributes: Attributes, key: KeyAttribute, missing: Refusal, wrongType: Refusal): string {
  const value = attributes[key.name];
  if (value === undefined) throw missing(key, {});
  const text = value[key.type];
  if (text === undefined) throw wrongType(key, value);
  if (text === '') {
    throw validation(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${key.type === 'S' ? 'string' : 'binary'} value. Key: ${key.name}`,
    );
  }
  return text;
}

function requireBytes(key: KeyAttribute, text: string, limit: number, kind: string): void {
  // The UTF-8 of a text has at most three times its length, so most keys need no count.
  if (text.length * 3 <= limit || key.type === 'N') return;
  if (Buffer.byteLength(text, key.type === 'B' ? 'base64' : 'utf8') <= limit) return;
  throw invalidParameter(
    kind === 'hashkey'
      ? `Size of hashkey has exceeded the maximum size limit of${limit} bytes`
      : `Aggregated size of all range keys has exceeded the size limit of ${limit} bytes`,
  );
}

function mismatch(): Error {
  return validation('The provided key element does not match the schema');
}

/**
 * Checks the attributes of index keys: one may be missing (the item is then not in the index), but not of another type
 * or empty.
 * @throws ServiceError ValidationException
 */
export function requireIndexKeys(item: Attributes, settings: TableSettings): void {
  for (const index of settings.indexes) {
    requireIndexKey(item, index, index.key.partition);
    if (index.key.sort !== undefined) requireIndexKey(item, index, index.key.sort);
  }
}

function requireIndexKey(item: Attributes, index: IndexSettings, key: KeyAttribute): void {
  const value = item[key.name];
  if (value === undefined) return;
  const text = value[key.type];
  if (text === undefined) {
    throw invalidParameter(
      `Type mismatch for Index Key ${key.name} Expected: ${key.type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
    );
  }
  if (text !== '') return;
  throw validation(
    `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${key.type === 'S' ? 'string' : 'binary'} value. IndexName: ${index.name}, IndexKey: ${key.name}`,
  );
}
