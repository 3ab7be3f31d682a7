import type { JsonObject } from '../../operation.ts';
import { consumedCapacity, readUnits, tableUnits } from '../capacity.ts';
import { readKey } from '../key.ts';
import { bindRequest, checkRequest, expressionOf, present, projectionIn } from '../request.ts';
import { requireScalarKeys } from '../scalar-keys.ts';
import type { Tables } from '../tables.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html */
export function getItem(tables: Tables, input: JsonObject): JsonObject {
  checkRequest(input);
  const table = tables.named(input.TableName);
  const projection = expressionOf(input, 'ProjectionExpression');
  const bindings = bindRequest(input, { ProjectionExpression: projection });
  requireScalarKeys(table, bindings, projection);
  const { key } = readKey(input.Key, table.settings.key);
  const project = projectionIn(projection, bindings);
  const stored = table.find(key);
  const units = tableUnits(readUnits(stored?.size ?? 0, input.ConsistentRead === true));
  tables.spend(table, 'read', key.partition, units);
  return present({
    Item: stored === undefined || project === undefined ? stored?.attributes : project(stored.attributes),
    ConsumedCapacity: consumedCapacity(input, table.settings.name, units),
  });
}
