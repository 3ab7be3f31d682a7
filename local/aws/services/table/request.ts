import { isObject, type JsonObject } from '../operation.ts';
import { type Attributes, emptyAttributes } from './attribute-value.ts';
import { checkCapacityOption } from './capacity.ts';
import { constraint, notModelled } from './errors.ts';
import { type Bindings, bind, type RequestExpressions } from './expression/bindings.ts';
import { checkCondition } from './expression/check-condition.ts';
import { holds } from './expression/condition.ts';
import { expressions } from './expression/expressions.ts';
import { type Projection, projectionOf } from './expression/projection.ts';
import type { Condition, DocumentPath, Parsed } from './expression/syntax-tree.ts';

/** Parameters that AWS replaced by expressions. */
const LEGACY = [
  'AttributesToGet',
  'AttributeUpdates',
  'ConditionalOperator',
  'Expected',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
] as const;

/** Makes the first checks of every operation on items. @throws ServiceError ValidationException */
export function checkRequest(input: JsonObject): void {
  for (const name of LEGACY) {
    if (input[name] === undefined || input[name] === null) continue;
    throw notModelled(`the legacy parameter ${name}`, 'Use an expression.');
  }
  checkCapacityOption(input);
}

export const NO_ITEM: Attributes = emptyAttributes();

/** The parsed expression `label` of the request, if it has one. */
export function expressionOf<Label extends keyof typeof expressions>(
  input: JsonObject,
  label: Label,
): ReturnType<(typeof expressions)[Label]> | undefined {
  const text = input[label];
  if (text === undefined || text === null) return undefined;
  if (typeof text !== 'string') throw constraint(text, label, 'be a string');
  return expressions[label](text) as ReturnType<(typeof expressions)[Label]>;
}

/**
 * @param label the expression's name for errors
 * @returns a test of items; `undefined` if there is no condition
 */
export function conditionTest(
  condition: Parsed<Condition> | undefined,
  label: string,
  bindings: Bindings,
): ((item: Attributes) => boolean) | undefined {
  if (condition === undefined) return undefined;
  checkCondition(condition.tree, label, bindings);
  return (item) => holds(condition.tree, item, bindings);
}

export function projectionIn(
  projection: Parsed<readonly DocumentPath[]> | undefined,
  bindings: Bindings,
): Projection | undefined {
  return projection === undefined ? undefined : projectionOf(projection.tree, bindings, 'ProjectionExpression');
}

export function bindRequest(input: JsonObject, parsed: RequestExpressions): Bindings {
  return bind(input, parsed);
}

/** Returns the member `name`, one of `allowed`; the first of these if it is missing. */
export function choice<Option extends string>(
  input: JsonObject,
  name: string,
  allowed: readonly [Option, ...Option[]],
): Option {
  const value = input[name];
  if (value === undefined || value === null) return allowed[0];
  const option = allowed.find((candidate) => candidate === value);
  if (option !== undefined) return option;
  throw constraint(
    value,
    name.charAt(0).toLowerCase() + name.slice(1),
    `satisfy enum value set: [${allowed.join(', ')}]`,
  );
}

/** Returns an output without its undefined members. */
export function present(output: JsonObject): JsonObject {
  const shown: Record<string, unknown> = {};
  for (const name in output) if (output[name] !== undefined) shown[name] = output[name];
  return shown;
}

/** Reads a list of objects, with AWS's limits on its length. */
export function boundedList(input: JsonObject, name: string, limit: number): readonly JsonObject[] {
  const value = input[name];
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  if (!Array.isArray(value)) throw constraint(undefined, member, 'not be null');
  if (value.length < 1) throw constraint('[]', member, 'have length greater than or equal to 1');
  if (value.length > limit)
    throw constraint(`[${value.length} members]`, member, `have length less than or equal to ${limit}`);
  return value.filter(isObject);
}
