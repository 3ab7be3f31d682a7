import { isObject, type JsonObject } from '../../operation.ts';
import { addUnits, consumedCapacity, tableUnits, type Units } from '../capacity.ts';
import { constraint, validation } from '../errors.ts';
import { readDelete, readPut } from '../read-write.ts';
import { checkRequest, present } from '../request.ts';
import { count, type Tables } from '../tables.ts';
import { apply, type DecidedWrite, decide, requireDistinctItems, type Write } from '../write.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_WRITES = 25;

interface BatchedWrite {
  readonly request: JsonObject;
  /** As no two writes are to one item, none depends on another. */
  readonly decided: DecidedWrite;
}

/** Puts and deletes, each on its own; none has a condition. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
export function batchWriteItem(tables: Tables, input: JsonObject): JsonObject {
  checkRequest(input);
  const unprocessed: Record<string, JsonObject[]> = {};
  const consumed: JsonObject[] = [];
  for (const [tableName, writes] of readBatch(tables, input)) {
    let units: Units = tableUnits(0);
    for (const { request, decided } of writes) {
      const { write } = decided;
      if (tables.refusal(write.table, 'write', write.key.partition, decided.units) !== undefined) {
        unprocessed[tableName] = [...(unprocessed[tableName] ?? []), request];
        continue;
      }
      count(write.table, 'write', decided.units);
      units = addUnits(units, decided.units);
      apply(decided);
    }
    const capacity = consumedCapacity(input, tableName, units);
    if (capacity !== undefined) consumed.push(capacity);
  }
  return present({ UnprocessedItems: unprocessed, ConsumedCapacity: consumed.length > 0 ? consumed : undefined });
}

/** Everything is checked before anything is written. */
function readBatch(tables: Tables, input: JsonObject): (readonly [string, readonly BatchedWrite[]])[] {
  const { RequestItems } = input;
  if (!isObject(RequestItems)) throw constraint(RequestItems, 'requestItems', 'not be null');
  const batch = Object.entries(RequestItems).map(([tableName, list]) => {
    const requests = Array.isArray(list) ? list.filter(isObject) : [];
    if (requests.length < 1 || requests.length > MAX_WRITES) {
      throw constraint(
        `[${requests.length} members]`,
        `requestItems.${tableName}.member`,
        `have length less than or equal to ${MAX_WRITES} and greater than or equal to 1`,
      );
    }
    return [tableName, requests] as const;
  });
  const total = batch.reduce((sum, [, requests]) => sum + requests.length, 0);
  if (total < 1) throw constraint('{}', 'requestItems', 'have length greater than or equal to 1');
  if (total > MAX_WRITES) throw validation('Too many items requested for the BatchWriteItem call');
  const read = batch.map(
    ([tableName, requests]) =>
      [tableName, requests, requests.map((request) => readRequest(tables, tableName, request))] as const,
  );
  requireDistinctItems(read.flatMap(([, , writes]) => writes));
  return read.map(([tableName, requests, writes]) => [
    tableName,
    requests.flatMap((request, place) => {
      const write = writes[place];
      return write === undefined ? [] : [{ request, decided: decide(write) }];
    }),
  ]);
}

function readRequest(tables: Tables, tableName: string, request: JsonObject): Write {
  const { PutRequest, DeleteRequest } = request;
  if (isObject(PutRequest) && !isObject(DeleteRequest))
    return readPut(tables, { TableName: tableName, Item: PutRequest.Item });
  if (isObject(DeleteRequest) && !isObject(PutRequest))
    return readDelete(tables, { TableName: tableName, Key: DeleteRequest.Key });
  throw validation(
    'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
  );
}
