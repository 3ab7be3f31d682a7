import { isObject, type JsonObject } from '../../operation.ts';
import type { Attributes } from '../attribute-value.ts';
import { addUnits, consumedCapacity, readUnits, tableUnits, type Units } from '../capacity.ts';
import { constraint, validation } from '../errors.ts';
import { checkRequest, present } from '../request.ts';
import { count, type Tables } from '../tables.ts';
import { requireDistinctItems } from '../write.ts';
import { readGet, shown } from './get-item.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_KEYS = 100;
const MAX_RESPONSE_BYTES = 16 * 1_048_576;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export function batchGetItem(tables: Tables, input: JsonObject): JsonObject {
  checkRequest(input);
  const requests = readRequests(input).map(
    ([tableName, request, keys]) =>
      [
        tableName,
        request,
        keys.map((Key) => ({ Key, ...readGet(tables, { ...request, TableName: tableName, Key }) })),
      ] as const,
  );
  requireDistinctItems(requests.flatMap(([, , gets]) => gets));
  const responses: Record<string, Attributes[]> = {};
  const unprocessed: Record<string, JsonObject> = {};
  const consumed: JsonObject[] = [];
  let bytes = 0;
  for (const [tableName, request, gets] of requests) {
    const found: Attributes[] = [];
    const left: unknown[] = [];
    let units: Units = tableUnits(0);
    for (const { Key, table, key, project } of gets) {
      const stored = table.find(key);
      const one = tableUnits(readUnits(stored?.size ?? 0, request.ConsistentRead === true));
      if (bytes >= MAX_RESPONSE_BYTES || tables.refusal(table, 'read', key.partition, one) !== undefined) {
        left.push(Key);
        continue;
      }
      count(table, 'read', one);
      units = addUnits(units, one);
      bytes += stored?.size ?? 0;
      const item = shown(stored?.attributes, project);
      if (item !== undefined) found.push(item);
    }
    responses[tableName] = found;
    if (left.length > 0) unprocessed[tableName] = { ...request, Keys: left };
    const capacity = consumedCapacity(input, tableName, units);
    if (capacity !== undefined) consumed.push(capacity);
  }
  return present({
    Responses: responses,
    UnprocessedKeys: unprocessed,
    ConsumedCapacity: consumed.length > 0 ? consumed : undefined,
  });
}

function readRequests(input: JsonObject): (readonly [string, JsonObject, readonly unknown[]])[] {
  const { RequestItems } = input;
  if (!isObject(RequestItems)) throw constraint(RequestItems, 'requestItems', 'not be null');
  const requests = Object.entries(RequestItems).map(([tableName, request]) => {
    const keys = isObject(request) && Array.isArray(request.Keys) ? request.Keys : [];
    if (keys.length === 0)
      throw constraint('[]', `requestItems.${tableName}.member.keys`, 'have length greater than or equal to 1');
    return [tableName, isObject(request) ? request : {}, keys] as const;
  });
  if (requests.length === 0) throw constraint('{}', 'requestItems', 'have length greater than or equal to 1');
  const total = requests.reduce((sum, [, , keys]) => sum + keys.length, 0);
  if (total > MAX_KEYS) throw validation('Too many items requested for the BatchGetItem call');
  return requests;
}
