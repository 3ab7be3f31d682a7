import { isObject, type JsonObject } from '../operation.ts';
import type { Attributes } from './attribute-value.ts';
import { emptyAttributes } from './attribute-value.ts';
import { validation } from './errors.ts';
import { keyOfExactly } from './key.ts';
import { keyNames } from './page.ts';
import { readAttributes } from './read-value.ts';
import type { SecondaryIndex } from './secondary-index.ts';
import type { Position } from './sort-key.ts';
import { place, type Table } from './table.ts';

export interface StartKey {
  readonly attributes: Attributes;
  /** The position after which to continue, in the table's or the index's partition. */
  readonly position: Position;
  /** The partition of the position. */
  readonly partition: string;
}

/**
 * Reads `ExclusiveStartKey`: the keys of the table and, on an index, its own. @throws ServiceError ValidationException
 */
export function readStartKey(table: Table, index: SecondaryIndex | undefined, input: JsonObject): StartKey | undefined {
  const raw = input.ExclusiveStartKey;
  if (!isObject(raw)) return undefined;
  const attributes = readAttributes(raw);
  const names = keyNames(table, index);
  if (Object.keys(attributes).length !== names.length || names.some((name) => attributes[name] === undefined)) {
    throw validation('The provided starting key is invalid');
  }
  const tableSchema = table.settings.key;
  const key = keyOfExactly(part(attributes, [tableSchema.partition.name, tableSchema.sort?.name]), tableSchema);
  if (index === undefined) return { attributes, position: place(key), partition: key.partition };
  const { partition, sort } = index.settings.key;
  const indexKey = keyOfExactly(part(attributes, [partition.name, sort?.name]), index.settings.key);
  return { attributes, position: index.position(attributes, key), partition: indexKey.partition };
}

function part(attributes: Attributes, names: readonly (string | undefined)[]): Attributes {
  const taken = emptyAttributes();
  for (const name of names) {
    const value = name === undefined ? undefined : attributes[name];
    if (name !== undefined && value !== undefined) taken[name] = value;
  }
  return taken;
}
