import { type JsonObject, optionalNumber, optionalText } from '../operation.ts';
import { pageOf } from '../page.ts';
import { ServiceError } from '../service-error.ts';

/** Most results of one call. @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html */
const MAX_LISTED = 100;

/**
 * Answers EventBridge's List… operations: a page of the items whose names have the requested prefix.
 * @param member of the answer, such as `Rules`
 * @param nameOf `undefined` if the operation has no prefix
 */
export function listed<Item>(
  input: JsonObject,
  member: string,
  all: readonly Item[],
  show: (item: Item) => JsonObject,
  nameOf: (item: Item) => string = () => '',
): JsonObject {
  const prefix = optionalText(input, 'NamePrefix') ?? '';
  const found = all.filter((item) => nameOf(item).startsWith(prefix));
  const size = optionalNumber(input, 'Limit') ?? MAX_LISTED;
  const { items, next } = pageOf(found, size, optionalText(input, 'NextToken'), invalidToken);
  return { [member]: items.map(show), ...(next !== undefined && { NextToken: next }) };
}

function invalidToken(): ServiceError {
  return new ServiceError('ValidationException', 'Parameter NextToken is not valid. Reason: it is not from an answer.');
}
