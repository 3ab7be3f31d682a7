import type { JsonObject } from '../../operation.ts';
import type { Attributes } from '../attribute-value.ts';
import { consumedCapacity } from '../capacity.ts';
import { projectionOf } from '../expression/projection.ts';
import { readUpdate, type UpdateWrite } from '../read-write.ts';
import { choice, present } from '../request.ts';
import type { Tables } from '../tables.ts';
import { perform } from '../write.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export function updateItem(tables: Tables, input: JsonObject): JsonObject {
  const asked = choice(input, 'ReturnValues', ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW']);
  const write = readUpdate(tables, input);
  const { before, after, units } = perform(tables, write);
  const source = asked === 'ALL_OLD' || asked === 'UPDATED_OLD' ? before : after;
  const isPart = asked === 'UPDATED_OLD' || asked === 'UPDATED_NEW';
  return present({
    Attributes: asked === 'NONE' || source === undefined ? undefined : isPart ? updatedPart(write, source) : source,
    ConsumedCapacity: consumedCapacity(input, write.table.settings.name, units),
  });
}

/** Returns the attributes that the expression names; `undefined` if there are none. */
function updatedPart({ update, bindings }: UpdateWrite, item: Attributes): Attributes | undefined {
  if (update === undefined) return undefined;
  const paths = [...update.set, ...update.remove, ...update.add, ...update.delete].map(({ path }) => path);
  const part = projectionOf(paths, bindings, 'UpdateExpression')(item);
  return Object.keys(part).length === 0 ? undefined : part;
}
