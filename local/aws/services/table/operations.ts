import { AnswerLost } from '../answer-lost.ts';
import { isObject, type JsonObject, objectList } from '../operation.ts';
import { createTable } from './operations/create-table.ts';
import { deleteItem } from './operations/delete-item.ts';
import { describeTable } from './operations/describe-table.ts';
import { getItem } from './operations/get-item.ts';
import { listTables } from './operations/list-tables.ts';
import { putItem } from './operations/put-item.ts';
import { query } from './operations/query.ts';
import { scan } from './operations/scan.ts';
import { transactWriteItems } from './operations/transact-write-items.ts';
import { updateItem } from './operations/update-item.ts';
import type { Tables } from './tables.ts';

const OPERATIONS = {
  CreateTable: createTable,
  DeleteItem: deleteItem,
  DescribeTable: describeTable,
  GetItem: getItem,
  ListTables: listTables,
  PutItem: putItem,
  Query: query,
  Scan: scan,
  TransactWriteItems: transactWriteItems,
  UpdateItem: updateItem,
} as const;

export type TableOperationName = keyof typeof OPERATIONS;

/**
 * The operations throw refusals as `ServiceError`, whose `fields` belong in the answer beside `__type` and `message`.
 */
export type TableOperations = Readonly<Record<TableOperationName, (input: JsonObject) => JsonObject>>;

/** `DynamoDB_20120810.*`. Outputs share objects with stored items: callers may write them out but not change them. */
export function tableOperations(tables: Tables): TableOperations {
  return Object.fromEntries(
    Object.entries(OPERATIONS).map(([name, operation]) => {
      const run = (input: JsonObject): JsonObject => operation(tables, input);
      return [name, WRITES.has(name) ? answered(tables, name, run) : run];
    }),
  ) as TableOperations;
}

/** Operations whose answer a fault can lose after they changed something. */
const WRITES: ReadonlySet<string> = new Set<TableOperationName>([
  'DeleteItem',
  'PutItem',
  'TransactWriteItems',
  'UpdateItem',
]);

function answered(
  tables: Tables,
  name: string,
  run: (input: JsonObject) => JsonObject,
): (input: JsonObject) => JsonObject {
  return (input) => {
    const output = run(input);
    if (tables.fault?.losesAnswer(tableNames(input)) === true) throw new AnswerLost(name);
    return output;
  };
}

/** Returns the tables of a write, as the request names them. */
function tableNames(input: JsonObject): string[] {
  if (typeof input.TableName === 'string') return [input.TableName];
  const actions = objectList(input, 'TransactItems').flatMap((item) => Object.values(item).filter(isObject));
  return [...new Set(actions.map(({ TableName }) => String(TableName)))];
}
