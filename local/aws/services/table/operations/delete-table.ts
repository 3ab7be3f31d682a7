import type { JsonObject } from '../../operation.ts';
import { validation } from '../errors.ts';
import type { Tables } from '../tables.ts';
import { tableDescription } from './describe-table.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html */
export function deleteTable(tables: Tables, input: JsonObject): JsonObject {
  const table = tables.named(input.TableName);
  if (table.settings.deletionProtected) {
    throw validation(
      `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
    );
  }
  tables.delete(table);
  return { TableDescription: tableDescription(table, 'DELETING') };
}
