import type { JsonObject } from '../../operation.ts';
import type { Tables } from '../tables.ts';
import { tableDescription } from './describe-table.ts';

/** The table is active at once. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export function createTable(tables: Tables, input: JsonObject): JsonObject {
  return { TableDescription: tableDescription(tables.create(input), 'CREATING') };
}
