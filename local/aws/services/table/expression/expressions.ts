import { parseCondition } from './parse-condition.ts';
import { parseProjection } from './parse-projection.ts';
import { parseUpdate } from './parse-update.ts';
import { cachedByText } from './parsed-cache.ts';

/** Parsed expressions by their text: the placeholders in them are filled per request. */
export const expressions = {
  ConditionExpression: cachedByText((text: string) => parseCondition(text, 'ConditionExpression')),
  KeyConditionExpression: cachedByText((text: string) => parseCondition(text, 'KeyConditionExpression')),
  FilterExpression: cachedByText((text: string) => parseCondition(text, 'FilterExpression')),
  UpdateExpression: cachedByText(parseUpdate),
  ProjectionExpression: cachedByText(parseProjection),
};
