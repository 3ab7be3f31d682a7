import { parseCondition } from './parse-condition.ts';
import { parseUpdate } from './parse-update.ts';
import { cachedByText } from './parsed-cache.ts';
import type { DocumentPath, Parsed } from './syntax-tree.ts';
import { TokenReader } from './token-reader.ts';

const NO_FUNCTIONS: ReadonlySet<string> = new Set();

/** Parsed expressions by their text: the placeholders in them are filled per request. */
export const expressions = {
  ConditionExpression: cachedByText((text: string) => parseCondition(text, 'ConditionExpression')),
  KeyConditionExpression: cachedByText((text: string) => parseCondition(text, 'KeyConditionExpression')),
  FilterExpression: cachedByText((text: string) => parseCondition(text, 'FilterExpression')),
  UpdateExpression: cachedByText(parseUpdate),
  ProjectionExpression: cachedByText(parseProjection),
};

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html */
function parseProjection(text: string): Parsed<readonly DocumentPath[]> {
  const reader = new TokenReader(text, 'ProjectionExpression', NO_FUNCTIONS);
  const paths = [reader.path()];
  while (reader.symbol(',')) paths.push(reader.path());
  return reader.finish(paths);
}
