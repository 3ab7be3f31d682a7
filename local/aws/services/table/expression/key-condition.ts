import type { AttributeValue } from '../attribute-value.ts';
import { compareValues } from '../compare.ts';
import { validation } from '../errors.ts';
import { type Bindings, resolveStep } from './bindings.ts';
import type { Condition, Operand } from './syntax-tree.ts';

export type KeyOperator = '=' | '<' | '<=' | '>' | '>=' | 'between' | 'begins_with';

/** A condition on one key attribute; `between` has two values, the others one. */
export interface KeyTest {
  readonly operator: KeyOperator;
  readonly values: readonly AttributeValue[];
}

/**
 * Returns the tests of a key condition by attribute name: one or two, each of one key attribute.
 * @throws ServiceError ValidationException
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 */
export function keyTests(condition: Condition, bindings: Bindings): ReadonlyMap<string, KeyTest> {
  const tests = new Map<string, KeyTest>();
  collect(condition, bindings, tests);
  if (tests.size > 2) throw validation('Conditions can be of length 1 or 2 only');
  return tests;
}

const MIRRORED = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

function collect(condition: Condition, bindings: Bindings, tests: Map<string, KeyTest>): void {
  switch (condition.kind) {
    case 'and':
      collect(condition.left, bindings, tests);
      collect(condition.right, bindings, tests);
      return;
    case 'compare': {
      const { comparator, left, right } = condition;
      if (comparator === '<>') throw invalidOperator('<>');
      if (left.kind === 'path') record(left, comparator, [right], bindings, tests);
      else record(right, MIRRORED[comparator], [left], bindings, tests);
      return;
    }
    case 'between':
      requirePathFirst('BETWEEN', condition.operand);
      record(condition.operand, 'between', [condition.low, condition.high], bindings, tests);
      return;
    case 'test': {
      const { name, operands } = condition.call;
      const [first, second] = operands;
      if (name !== 'begins_with' || first === undefined || second === undefined) throw invalidOperator(name);
      requirePathFirst(name, first);
      record(first, 'begins_with', [second], bindings, tests);
      return;
    }
    default:
      throw invalidOperator(condition.kind.toUpperCase());
  }
}

function record(
  key: Operand,
  operator: KeyOperator,
  operands: readonly Operand[],
  bindings: Bindings,
  tests: Map<string, KeyTest>,
): void {
  const values = operands.map((operand) => operandValue(operand, bindings));
  if (key.kind !== 'path') throw validation('Invalid condition in KeyConditionExpression: No key attribute specified');
  if (key.path.length > 1) throw validation('KeyConditionExpressions cannot have conditions on nested attributes');
  const name = String(resolveStep(key.path[0] ?? '', bindings));
  if (tests.has(name)) throw validation('KeyConditionExpressions must only contain one condition per key');
  tests.set(name, { operator, values });
}

function operandValue(operand: Operand, bindings: Bindings): AttributeValue {
  if (operand.kind === 'call') throw validation('KeyConditionExpressions cannot contain nested operations');
  const value = operand.kind === 'value' ? bindings.values[operand.name] : undefined;
  if (value !== undefined) return value;
  throw validation('Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition');
}

function requirePathFirst(operator: string, operand: Operand): void {
  if (operand.kind === 'path') return;
  throw validation(
    `Invalid condition in KeyConditionExpression: ${operator} operator must have the key attribute as its first operand`,
  );
}

function invalidOperator(operator: string): Error {
  return validation(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

/** Returns whether a key attribute's value passes the test. */
export function passesTest(test: KeyTest, value: AttributeValue): boolean {
  const [first, second] = test.values;
  if (first === undefined) return false;
  if (test.operator === 'begins_with') {
    if (value.S !== undefined) return first.S !== undefined && value.S.startsWith(first.S);
    const bytes = Buffer.from(value.B ?? '', 'base64');
    const prefix = Buffer.from(first.B ?? '', 'base64');
    return bytes.subarray(0, prefix.length).equals(prefix);
  }
  const order = compareValues(value, first);
  if (order === undefined) return false;
  switch (test.operator) {
    case '=':
      return order === 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case 'between':
      return order >= 0 && second !== undefined && (compareValues(value, second) ?? 1) <= 0;
  }
}
