import type { JsonObject } from '../../operation.ts';
import { consumedCapacity } from '../capacity.ts';
import { oldValuesAsked, readDelete } from '../read-write.ts';
import { present } from '../request.ts';
import type { Tables } from '../tables.ts';
import { perform } from '../write.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export function deleteItem(tables: Tables, input: JsonObject): JsonObject {
  const showsOld = oldValuesAsked(input);
  const write = readDelete(tables, input);
  const { before, units } = perform(tables, write);
  return present({
    Attributes: showsOld ? before : undefined,
    ConsumedCapacity: consumedCapacity(input, write.table.settings.name, units),
  });
}
