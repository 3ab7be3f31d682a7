import { isObject, type JsonObject } from '../../operation.ts';
import { type CancellationReason, cancelled, NO_REASON, reasonOf } from '../cancellation.ts';
import {
  addUnits,
  consumedCapacity,
  readUnits,
  scaledUnits,
  TRANSACTION_FACTOR,
  tableUnits,
  type Units,
} from '../capacity.ts';
import { validation } from '../errors.ts';
import { boundedList, checkRequest, present } from '../request.ts';
import { count, type Tables } from '../tables.ts';
import { requireDistinctItems } from '../write.ts';
import { readGet, shown } from './get-item.ts';
import { ONE_ITEM_TWICE } from './transact-write-items.ts';

const MAX_ACTIONS = 100;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html */
export function transactGetItems(tables: Tables, input: JsonObject): JsonObject {
  checkRequest(input);
  const gets = boundedList(input, 'TransactItems', MAX_ACTIONS).map(({ Get }) => {
    if (!isObject(Get)) throw validation('TransactItems can only contain Get');
    return readGet(tables, Get);
  });
  requireDistinctItems(gets, ONE_ITEM_TWICE);
  const perTable = new Map<string, Units>();
  const responses: JsonObject[] = [];
  const reasons: CancellationReason[] = [];
  for (const { table, key, project } of gets) {
    const stored = table.find(key);
    const units = scaledUnits(tableUnits(readUnits(stored?.size ?? 0, true)), TRANSACTION_FACTOR);
    const refusal = tables.refusal(table, 'read', key.partition, units, 'ReadCapacityUnits');
    reasons.push(refusal === undefined ? NO_REASON : reasonOf(refusal));
    count(table, 'read', units);
    perTable.set(table.settings.name, addUnits(perTable.get(table.settings.name) ?? tableUnits(0), units));
    responses.push(present({ Item: shown(stored?.attributes, project) }));
  }
  if (reasons.some((reason) => reason !== NO_REASON)) throw cancelled(reasons);
  const consumed = [...perTable].map(([name, units]) => consumedCapacity(input, name, units, 'ReadCapacityUnits'));
  return present({
    Responses: responses,
    ConsumedCapacity: consumed.some((one) => one === undefined) ? undefined : consumed,
  });
}
