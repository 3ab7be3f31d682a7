import { isObject, type JsonObject, optionalText } from '../../operation.ts';
import { ServiceError } from '../../service-error.ts';
import { type CancellationReason, cancelled, NO_REASON, reasonOf } from '../cancellation.ts';
import {
  addUnits,
  consumedCapacity,
  readUnits,
  scaledUnits,
  TRANSACTION_FACTOR,
  type TransactionUnits,
  tableUnits,
  type Units,
} from '../capacity.ts';
import { validation } from '../errors.ts';
import { readConditionCheck, readDelete, readPut, readUpdate } from '../read-write.ts';
import { boundedList, checkRequest, present } from '../request.ts';
import { count, type Tables } from '../tables.ts';
import { apply, type DecidedWrite, decide, failedUnits, requireDistinctItems, type Write } from '../write.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_ACTIONS = 100;

const READERS: Readonly<Record<string, (tables: Tables, action: JsonObject) => Write>> = {
  ConditionCheck: readConditionCheck,
  Put: readPut,
  Delete: readDelete,
  Update: readUpdate,
};

/**
 * Performs all writes or none. Evaluates every condition on the items before the transaction.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export function transactWriteItems(tables: Tables, input: JsonObject): JsonObject {
  checkRequest(input);
  const writes = boundedList(input, 'TransactItems', MAX_ACTIONS).map((item) => readAction(tables, item));
  requireDistinctItems(writes);
  const token = optionalText(input, 'ClientRequestToken');
  if (token !== undefined && tables.tokens.isRepeat(token, input.TransactItems)) {
    return answer(input, writes, repeatUnits, 'ReadCapacityUnits');
  }
  const decided = decideAll(tables, writes);
  for (const write of decided) {
    count(write.write.table, 'write', scaledUnits(write.units, TRANSACTION_FACTOR));
    apply(write);
  }
  if (token !== undefined) tables.tokens.keep(token, input.TransactItems);
  const unitsOf = new Map(decided.map((write) => [write.write, write.units]));
  return answer(input, writes, (write) => unitsOf.get(write) ?? tableUnits(0), 'WriteCapacityUnits');
}

function readAction(tables: Tables, item: JsonObject): Write {
  const [name, ...others] = Object.keys(item).filter((member) => isObject(item[member]));
  const action = name === undefined ? undefined : item[name];
  const reader = name === undefined ? undefined : READERS[name];
  if (reader === undefined || !isObject(action) || others.length > 0) {
    throw validation('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  return reader(tables, action);
}

/** @throws ServiceError TransactionCanceledException with a reason for each action, in their order */
function decideAll(tables: Tables, writes: readonly Write[]): DecidedWrite[] {
  const decided: DecidedWrite[] = [];
  const reasons: CancellationReason[] = [];
  for (const write of writes) {
    try {
      const one = decide(write);
      const units = scaledUnits(one.units, TRANSACTION_FACTOR);
      const refusal = tables.refusal(write.table, 'write', write.key.partition, units, 'WriteCapacityUnits');
      if (refusal !== undefined) throw refusal;
      decided.push(one);
      reasons.push(NO_REASON);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      reasons.push(reasonOf(error));
    }
  }
  if (decided.length === writes.length) return decided;
  for (const write of writes) count(write.table, 'write', scaledUnits(failedUnits(write), TRANSACTION_FACTOR));
  throw cancelled(reasons);
}

/** Units of a repeated request, which only reads its items. */
function repeatUnits({ table, key }: Write): Units {
  return tableUnits(readUnits(table.find(key)?.size ?? 0, true));
}

function answer(
  input: JsonObject,
  writes: readonly Write[],
  unitsOf: (write: Write) => Units,
  kind: TransactionUnits,
): JsonObject {
  if (input.ReturnConsumedCapacity === undefined) return {};
  const perTable = new Map<string, Units>();
  for (const write of writes) {
    const units = scaledUnits(unitsOf(write), TRANSACTION_FACTOR);
    const { name } = write.table.settings;
    const sum = perTable.get(name);
    perTable.set(name, sum === undefined ? units : addUnits(sum, units));
  }
  const consumed = [...perTable].map(([name, units]) => consumedCapacity(input, name, units, kind));
  return present({ ConsumedCapacity: consumed.some((one) => one === undefined) ? undefined : consumed });
}
