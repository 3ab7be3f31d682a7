import type { DocumentPath, Parsed } from './syntax-tree.ts';
import { TokenReader } from './token-reader.ts';

const NO_FUNCTIONS: ReadonlySet<string> = new Set();

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html */
export function parseProjection(text: string): Parsed<readonly DocumentPath[]> {
  const reader = new TokenReader(text, 'ProjectionExpression', NO_FUNCTIONS);
  const paths = [reader.path()];
  while (reader.symbol(',')) paths.push(reader.path());
  return reader.finish(paths);
}
