import type { JsonObject } from '../../operation.ts';
import type { Attributes } from '../attribute-value.ts';
import { consumedCapacity, readUnits, tableUnits } from '../capacity.ts';
import type { Projection } from '../expression/projection.ts';
import { readKey } from '../key.ts';
import { bindRequest, checkRequest, expressionOf, present, projectionIn } from '../request.ts';
import { requireScalarKeys } from '../scalar-keys.ts';
import type { PrimaryKey } from '../stored-item.ts';
import type { Table } from '../table.ts';
import type { Tables } from '../tables.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html */
export function getItem(tables: Tables, input: JsonObject): JsonObject {
  const { table, key, project } = readGet(tables, input);
  const stored = table.find(key);
  const units = tableUnits(readUnits(stored?.size ?? 0, input.ConsistentRead === true));
  tables.spend(table, 'read', key.partition, units);
  return present({
    Item: shown(stored?.attributes, project),
    ConsumedCapacity: consumedCapacity(input, table.settings.name, units),
  });
}

/** One item's reading, for GetItem and a transaction's `Get`. @throws AwsError */
export function readGet(
  tables: Tables,
  input: JsonObject,
): { readonly table: Table; readonly key: PrimaryKey; readonly project: Projection | undefined } {
  checkRequest(input);
  const table = tables.named(input.TableName);
  const projection = expressionOf(input, 'ProjectionExpression');
  const bindings = bindRequest(input, { ProjectionExpression: projection });
  requireScalarKeys(table, bindings, projection);
  const { key } = readKey(input.Key, table.settings.key);
  return { table, key, project: projectionIn(projection, bindings) };
}

export function shown(item: Attributes | undefined, project: Projection | undefined): Attributes | undefined {
  return item === undefined || project === undefined ? item : project(item);
}
