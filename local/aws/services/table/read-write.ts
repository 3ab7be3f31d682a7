import { isObject, type JsonObject } from '../operation.ts';
import { type Attributes, copyAttributes } from './attribute-value.ts';
import { constraint, invalidParameter, validation } from './errors.ts';
import type { Bindings } from './expression/bindings.ts';
import { checkUpdate } from './expression/check-update.ts';
import type { Update } from './expression/syntax-tree.ts';
import { applyUpdate, updatedNames } from './expression/update.ts';
import { keyOfItem, readKey } from './key.ts';
import { readAttributes } from './read-value.ts';
import { bindRequest, checkRequest, choice, conditionTest, expressionOf } from './request.ts';
import { requireScalarKeys } from './scalar-keys.ts';
import type { Table } from './table.ts';
import type { Tables } from './tables.ts';
import type { Write } from './write.ts';

/** Reads PutItem's input, or a transaction's `Put`. @throws ServiceError */
export function readPut(tables: Tables, input: JsonObject): Write {
  checkRequest(input);
  const table = tables.named(input.TableName);
  if (!isObject(input.Item)) throw constraint(input.Item, 'item', 'not be null');
  const item = readAttributes(input.Item);
  const { condition } = readCondition(input, table);
  return {
    table,
    key: keyOfItem(item, table.settings.key),
    action: 'put',
    condition,
    showsItemOnFailure: showsItem(input),
    next: () => item,
  };
}

/** Reads DeleteItem's input, or a transaction's `Delete`. @throws ServiceError */
export function readDelete(tables: Tables, input: JsonObject): Write {
  return readKeyed(tables, input, 'delete', () => undefined);
}

/** Reads a transaction's `ConditionCheck`. @throws ServiceError */
export function readConditionCheck(tables: Tables, input: JsonObject): Write {
  if (typeof input.ConditionExpression !== 'string') {
    throw constraint(input.ConditionExpression, 'conditionExpression', 'not be null');
  }
  return readKeyed(tables, input, 'check', (before) => before);
}

function readKeyed(tables: Tables, input: JsonObject, action: 'delete' | 'check', next: Write['next']): Write {
  checkRequest(input);
  const table = tables.named(input.TableName);
  const { condition } = readCondition(input, table);
  const { key } = readKey(input.Key, table.settings.key);
  return { table, key, action, condition, showsItemOnFailure: showsItem(input), next };
}

/** An update, with what its answer needs. */
export interface UpdateWrite extends Write {
  readonly update: Update | undefined;
  readonly bindings: Bindings;
}

/** Reads UpdateItem's input, or a transaction's `Update`. @throws ServiceError */
export function readUpdate(tables: Tables, input: JsonObject): UpdateWrite {
  checkRequest(input);
  const table = tables.named(input.TableName);
  const parsed = expressionOf(input, 'UpdateExpression');
  const { condition, bindings } = readCondition(input, table, { UpdateExpression: parsed });
  const { key, attributes: keyAttributes } = readKey(input.Key, table.settings.key);
  const update = parsed?.tree;
  if (update !== undefined) {
    checkUpdate(update, bindings);
    requireNoKey(update, bindings, table);
    requireScalarKeys(table, bindings, parsed);
  }
  return {
    table,
    key,
    action: 'update',
    condition,
    showsItemOnFailure: showsItem(input),
    next: (before) => updated(update, before ?? keyAttributes, bindings),
    update,
    bindings,
  };
}

/** Returns the item after an update. An update without an expression creates an item of its key, if there is none. */
function updated(update: Update | undefined, before: Attributes, bindings: Bindings): Attributes {
  return update === undefined ? copyAttributes(before) : applyUpdate(update, before, bindings);
}

function requireNoKey(update: Update, bindings: Bindings, table: Table): void {
  const { partition, sort } = table.settings.key;
  for (const name of updatedNames(update, bindings)) {
    if (name !== partition.name && name !== sort?.name) continue;
    throw invalidParameter(`Cannot update attribute ${name}. This attribute is part of the key`);
  }
}

function readCondition(
  input: JsonObject,
  table: Table,
  others: Parameters<typeof bindRequest>[1] = {},
): { condition: Write['condition']; bindings: Bindings } {
  const parsed = expressionOf(input, 'ConditionExpression');
  const bindings = bindRequest(input, { ...others, ConditionExpression: parsed });
  requireScalarKeys(table, bindings, parsed);
  return { condition: conditionTest(parsed, 'ConditionExpression', bindings), bindings };
}

function showsItem(input: JsonObject): boolean {
  return choice(input, 'ReturnValuesOnConditionCheckFailure', ['NONE', 'ALL_OLD']) === 'ALL_OLD';
}

/** Returns whether PutItem or DeleteItem shall answer with the old item. */
export function oldValuesAsked(input: JsonObject): boolean {
  const asked = choice(input, 'ReturnValues', ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW']);
  if (asked === 'NONE' || asked === 'ALL_OLD') return asked === 'ALL_OLD';
  throw validation('Return values set to invalid value');
}
