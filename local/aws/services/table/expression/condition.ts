import { type Attributes, type AttributeType, type AttributeValue, setMembers, typeOf } from '../attribute-value.ts';
import { compareValues, equalValues } from '../compare.ts';
import { type Bindings, valueAt } from './bindings.ts';
import type { CallOperand, Comparator, Condition, Operand } from './syntax-tree.ts';

/**
 * Returns whether `item` meets `condition`. A comparison with a missing attribute, or of values of different types, is
 * false, except `<>`, which is true.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export function holds(condition: Condition, item: Attributes, bindings: Bindings): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item, bindings) && holds(condition.right, item, bindings);
    case 'or':
      return holds(condition.left, item, bindings) || holds(condition.right, item, bindings);
    case 'not':
      return !holds(condition.condition, item, bindings);
    case 'compare':
      return compares(
        condition.comparator,
        operandValue(condition.left, item, bindings),
        operandValue(condition.right, item, bindings),
      );
    case 'between': {
      const value = operandValue(condition.operand, item, bindings);
      return (
        compares('>=', value, operandValue(condition.low, item, bindings)) &&
        compares('<=', value, operandValue(condition.high, item, bindings))
      );
    }
    case 'in': {
      const value = operandValue(condition.operand, item, bindings);
      return condition.candidates.some((candidate) => compares('=', value, operandValue(candidate, item, bindings)));
    }
    case 'test':
      return passes(condition.call, item, bindings);
  }
}

function compares(
  comparator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (left === undefined || right === undefined) return comparator === '<>';
  if (comparator === '=') return equalValues(left, right);
  if (comparator === '<>') return !equalValues(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  if (comparator === '<') return order < 0;
  if (comparator === '<=') return order <= 0;
  return comparator === '>' ? order > 0 : order >= 0;
}

function operandValue(operand: Operand, item: Attributes, bindings: Bindings): AttributeValue | undefined {
  if (operand.kind === 'path') return valueAt(item, operand.path, bindings);
  if (operand.kind === 'value') return bindings.values[operand.name];
  const sized = firstOperand(operand, item, bindings);
  const size = sized === undefined ? undefined : sizeOf(sized);
  return size === undefined ? undefined : { N: String(size) };
}

/** `size`: characters of a string, bytes of binary, members of a collection; other types have none. */
function sizeOf(value: AttributeValue): number | undefined {
  if (value.S !== undefined) return value.S.length;
  if (value.B !== undefined) return Buffer.byteLength(value.B, 'base64');
  if (value.M !== undefined) return Object.keys(value.M).length;
  return value.L?.length ?? setMembers(value)?.length;
}

function passes(call: CallOperand, item: Attributes, bindings: Bindings): boolean {
  const value = firstOperand(call, item, bindings);
  if (call.name === 'attribute_exists') return value !== undefined;
  if (call.name === 'attribute_not_exists') return value === undefined;
  const [, second] = call.operands;
  const argument = second === undefined ? undefined : operandValue(second, item, bindings);
  if (value === undefined || argument === undefined) return false;
  if (call.name === 'attribute_type') return typeOf(value) === (argument.S as AttributeType | undefined);
  return call.name === 'begins_with' ? begins(value, argument) : contains(value, argument);
}

function firstOperand(call: CallOperand, item: Attributes, bindings: Bindings): AttributeValue | undefined {
  const [first] = call.operands;
  return first === undefined ? undefined : operandValue(first, item, bindings);
}

function begins(value: AttributeValue, prefix: AttributeValue): boolean {
  if (value.S !== undefined) return prefix.S !== undefined && value.S.startsWith(prefix.S);
  if (value.B === undefined || prefix.B === undefined) return false;
  const start = Buffer.from(prefix.B, 'base64');
  return Buffer.from(value.B, 'base64').subarray(0, start.length).equals(start);
}

function contains(value: AttributeValue, part: AttributeValue): boolean {
  if (value.S !== undefined) return part.S !== undefined && value.S.includes(part.S);
  if (value.SS !== undefined) return part.S !== undefined && value.SS.includes(part.S);
  if (value.NS !== undefined) return part.N !== undefined && value.NS.includes(part.N);
  if (value.L !== undefined) return value.L.some((element) => equalValues(element, part));
  if (part.B === undefined) return false;
  if (value.BS !== undefined) return value.BS.includes(part.B);
  return value.B !== undefined && Buffer.from(value.B, 'base64').includes(Buffer.from(part.B, 'base64'));
}
