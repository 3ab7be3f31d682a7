import { type JsonObject, optionalNumber, optionalText } from '../../operation.ts';
import { constraint } from '../errors.ts';
import { present } from '../request.ts';
import type { Tables } from '../tables.ts';

const MAX_NAMES = 100;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
export function listTables(tables: Tables, input: JsonObject): JsonObject {
  const limit = optionalNumber(input, 'Limit') ?? MAX_NAMES;
  if (limit < 1 || limit > MAX_NAMES) throw constraint(limit, 'limit', `have value between 1 and ${MAX_NAMES}`);
  const start = optionalText(input, 'ExclusiveStartTableName');
  const names = tables.all().map(({ settings }) => settings.name);
  const rest = start === undefined ? names : names.filter((name) => name > start);
  return present({
    TableNames: rest.slice(0, limit),
    LastEvaluatedTableName: rest.length > limit ? rest[limit - 1] : undefined,
  });
}
