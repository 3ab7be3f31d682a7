import { type AttributeValue, typeOf } from '../attribute-value.ts';
import { compareValues } from '../compare.ts';
import { validation } from '../errors.ts';
import { type Bindings, resolvePath, showPath } from './bindings.ts';
import type { CallOperand, Condition, Operand } from './syntax-tree.ts';

const ATTRIBUTE_TYPES: ReadonlySet<string> = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M']);
const ORDERED: ReadonlySet<string> = new Set(['S', 'N', 'B']);

/**
 * Rejects given values of types that an operator never accepts, whatever the item.
 * @throws ServiceError ValidationException
 */
export function checkCondition(condition: Condition, label: string, bindings: Bindings): void {
  switch (condition.kind) {
    case 'and':
    case 'or':
      checkCondition(condition.left, label, bindings);
      checkCondition(condition.right, label, bindings);
      return;
    case 'not':
      checkCondition(condition.condition, label, bindings);
      return;
    case 'compare': {
      const { comparator, left, right } = condition;
      if (comparator !== '=' && comparator !== '<>') {
        requireOrdered(comparator, left, label, bindings);
        requireOrdered(comparator, right, label, bindings);
      }
      requireDistinct(comparator, [left, right], label, bindings);
      return;
    }
    case 'between':
      checkBounds(condition.low, condition.high, label, bindings);
      return;
    case 'in':
      return;
    case 'test':
      checkTest(condition.call, label, bindings);
      requireDistinct(condition.call.name, condition.call.operands, label, bindings);
  }
}

function requireOrdered(operator: string, operand: Operand, label: string, bindings: Bindings): void {
  const value = given(operand, bindings);
  if (value !== undefined && !ORDERED.has(typeOf(value))) throw wrongType(label, operator, value);
}

function checkBounds(low: Operand, high: Operand, label: string, bindings: Bindings): void {
  requireOrdered('BETWEEN', low, label, bindings);
  requireOrdered('BETWEEN', high, label, bindings);
  const lower = given(low, bindings);
  const upper = given(high, bindings);
  if (lower === undefined || upper === undefined) return;
  const order = compareValues(lower, upper);
  if (order !== undefined && order <= 0) return;
  const rule =
    order === undefined
      ? 'The BETWEEN operator requires same data type for lower and upper bounds'
      : 'The BETWEEN operator requires upper bound to be greater than or equal to lower bound';
  throw validation(
    `Invalid ${label}: ${rule}; lower bound operand: AttributeValue: ${show(lower)}, upper bound operand: AttributeValue: ${show(upper)}`,
  );
}

function checkTest(call: CallOperand, label: string, bindings: Bindings): void {
  if (call.name === 'attribute_exists' || call.name === 'attribute_not_exists') return;
  const [first, second] = call.operands;
  const argument = second === undefined ? undefined : given(second, bindings);
  if (call.name === 'attribute_type') {
    if (argument === undefined) return;
    if (argument.S === undefined) throw wrongType(label, call.name, argument);
    if (ATTRIBUTE_TYPES.has(argument.S)) return;
    throw validation(
      `Invalid ${label}: Invalid attribute type name found; type: ${argument.S}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
    );
  }
  if (call.name !== 'begins_with') return;
  for (const operand of [first, second]) {
    const value = operand === undefined ? undefined : given(operand, bindings);
    if (value !== undefined && value.S === undefined && value.B === undefined) {
      throw wrongType(label, call.name, value);
    }
  }
}

/** Two paths are equal if their placeholders have the same names. */
function requireDistinct(
  operator: string,
  [first, second]: readonly Operand[],
  label: string,
  bindings: Bindings,
): void {
  if (first?.kind !== 'path' || second?.kind !== 'path') return;
  const shown = showPath(resolvePath(first.path, bindings));
  if (shown !== showPath(resolvePath(second.path, bindings))) return;
  throw validation(
    `Invalid ${label}: The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${shown}`,
  );
}

function given(operand: Operand, bindings: Bindings): AttributeValue | undefined {
  return operand.kind === 'value' ? bindings.values[operand.name] : undefined;
}

function wrongType(label: string, operator: string, value: AttributeValue): Error {
  return validation(
    `Invalid ${label}: Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${typeOf(value)}`,
  );
}

function show(value: AttributeValue): string {
  const type = typeOf(value);
  return `{${type}:${String(value[type])}}`;
}
