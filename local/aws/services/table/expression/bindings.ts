import { isObject, type JsonObject } from '../../operation.ts';
import { ServiceError } from '../../service-error.ts';
import { type Attributes, type AttributeValue, emptyAttributes } from '../attribute-value.ts';
import { validation } from '../errors.ts';
import { readValue } from '../read-value.ts';
import type { DocumentPath, Parsed, PathStep } from './syntax-tree.ts';

/** The values of a request's placeholders. */
export interface Bindings {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Attributes;
}

/** The parsed expressions of one request by their AWS names; missing ones are `undefined`. */
export type RequestExpressions = Readonly<Record<string, Parsed<unknown> | undefined>>;

const NONE: Bindings = { names: {}, values: emptyAttributes() };

/**
 * Reads `ExpressionAttributeNames` and `ExpressionAttributeValues`.
 * @throws ServiceError ValidationException if an expression uses a missing one, or one is unused
 */
export function bind(input: JsonObject, expressions: RequestExpressions): Bindings {
  const rawNames = input.ExpressionAttributeNames;
  const rawValues = input.ExpressionAttributeValues;
  const used: Parsed<unknown>[] = [];
  for (const label in expressions) {
    const expression = expressions[label];
    if (expression !== undefined) used.push(expression);
  }
  if (used.length === 0 && !isObject(rawNames) && !isObject(rawValues)) return NONE;
  const names = isObject(rawNames) ? readNames(rawNames, used) : NONE.names;
  const values = isObject(rawValues) ? readValues(rawValues, expressions, used) : NONE.values;
  for (const label in expressions) {
    const expression = expressions[label];
    if (expression !== undefined) requireDefined(label, expression, names, values);
  }
  requireUsed('ExpressionAttributeNames', names, used, 'names');
  requireUsed('ExpressionAttributeValues', values, used, 'values');
  return { names, values };
}

const NAME_KEY = /^#[A-Za-z0-9_]+$/;
const VALUE_KEY = /^:[A-Za-z0-9_]+$/;

function readNames(raw: JsonObject, used: readonly Parsed<unknown>[]): Readonly<Record<string, string>> {
  if (used.length === 0) throw validation('ExpressionAttributeNames can only be specified when using expressions');
  let count = 0;
  for (const key in raw) {
    count += 1;
    if (!NAME_KEY.test(key)) throw invalidKey('ExpressionAttributeNames', key);
    if (typeof raw[key] !== 'string' || raw[key] === '') {
      throw validation(`ExpressionAttributeNames contains invalid value: Empty attribute name for key ${key}`);
    }
  }
  if (count === 0) throw validation('ExpressionAttributeNames must not be empty');
  return raw as Readonly<Record<string, string>>;
}

function readValues(raw: JsonObject, expressions: RequestExpressions, used: readonly Parsed<unknown>[]): Attributes {
  const takers = Object.keys(expressions).filter((label) => label !== 'ProjectionExpression');
  if (used.length === 0 || takers.every((label) => expressions[label] === undefined)) {
    throw validation(
      `ExpressionAttributeValues can only be specified when using expressions: ${takers.join(' and ')} ${takers.length > 1 ? 'are' : 'is'} null`,
    );
  }
  const values = emptyAttributes();
  let count = 0;
  for (const key in raw) {
    count += 1;
    if (!VALUE_KEY.test(key)) throw invalidKey('ExpressionAttributeValues', key);
    values[key] = readBound(key, raw[key]);
  }
  if (count === 0) throw validation('ExpressionAttributeValues must not be empty');
  return values;
}

function readBound(key: string, raw: unknown): AttributeValue {
  try {
    return readValue(raw);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.name !== 'ValidationException') throw error;
    throw validation(`ExpressionAttributeValues contains invalid value: ${error.message} for key ${key}`);
  }
}

function invalidKey(member: string, key: string): ServiceError {
  return validation(`${member} contains invalid key: Syntax error; key: "${key}"`);
}

function requireDefined(
  label: string,
  expression: Parsed<unknown>,
  names: Readonly<Record<string, string>>,
  values: Attributes,
): void {
  for (const name of expression.names) {
    if (names[name] === undefined) {
      throw validation(
        `Invalid ${label}: An expression attribute name used in the document path is not defined; attribute name: ${name}`,
      );
    }
  }
  for (const value of expression.values) {
    if (values[value] === undefined) {
      throw validation(
        `Invalid ${label}: An expression attribute value used in expression is not defined; attribute value: ${value}`,
      );
    }
  }
}

function requireUsed(
  member: string,
  bound: Readonly<Record<string, unknown>>,
  expressions: readonly Parsed<unknown>[],
  kind: 'names' | 'values',
): void {
  let unused: string[] | undefined;
  for (const key in bound) {
    if (expressions.some((expression) => expression[kind].has(key))) continue;
    unused ??= [];
    unused.push(key);
  }
  if (unused === undefined) return;
  throw validation(`Value provided in ${member} unused in expressions: keys: {${unused.join(', ')}}`);
}

const PLACEHOLDER = 35; // '#'

/** Returns the attribute name or list index of `step`. */
export function resolveStep(step: PathStep, bindings: Bindings): PathStep {
  if (typeof step === 'number' || step.charCodeAt(0) !== PLACEHOLDER) return step;
  return bindings.names[step] ?? step;
}

export function resolvePath(path: DocumentPath, bindings: Bindings): DocumentPath {
  return path.map((step) => resolveStep(step, bindings));
}

/** Returns the value at `path`, or `undefined` if there is none. */
export function valueAt(item: Attributes, path: DocumentPath, bindings: Bindings): AttributeValue | undefined {
  let value: AttributeValue | undefined;
  for (let index = 0; index < path.length; index += 1) {
    const step = resolveStep(path[index] ?? '', bindings);
    if (index === 0) value = item[step];
    else value = typeof step === 'number' ? value?.L?.[step] : value?.M?.[step];
    if (value === undefined) return undefined;
  }
  return value;
}

/** Formats a document path as AWS does in errors. */
export function showPath(path: DocumentPath): string {
  return `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;
}
