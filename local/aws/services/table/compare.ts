import { type Attributes, type AttributeValue, setMembers, typeOf } from './attribute-value.ts';
import { compareNumbers } from './decimal.ts';

const FIRST_SURROGATE = 0xd800;
const FIRST_AFTER_SURROGATES = 0xe000;

/**
 * Compares by UTF-8 bytes, DynamoDB's order of strings. It differs from JavaScript's order (UTF-16 units) only between
 * a surrogate and a unit of U+E000 or above: the surrogate's code point is greater.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes.String
 */
export function compareUtf8(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const leftUnit = left.charCodeAt(index);
    const rightUnit = right.charCodeAt(index);
    if (leftUnit === rightUnit) continue;
    if (leftUnit < FIRST_SURROGATE || rightUnit < FIRST_SURROGATE) return leftUnit - rightUnit;
    return byteOrder(leftUnit) - byteOrder(rightUnit);
  }
  return left.length - right.length;
}

function byteOrder(unit: number): number {
  return unit >= FIRST_AFTER_SURROGATES ? unit - 0x10_000 : unit;
}

/** Compares two values of one scalar type; `undefined` for other types, or two different ones. */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.S !== undefined && right.S !== undefined) return compareUtf8(left.S, right.S);
  if (left.N !== undefined && right.N !== undefined) return compareNumbers(left.N, right.N);
  if (left.B !== undefined && right.B !== undefined) {
    return Buffer.compare(Buffer.from(left.B, 'base64'), Buffer.from(right.B, 'base64'));
  }
  return undefined;
}

/** Compares like DynamoDB's `=`: by type and content; the order of lists counts, that of sets does not. */
export function equalValues(left: AttributeValue, right: AttributeValue): boolean {
  if (left === right) return true;
  if (left.S !== undefined) return left.S === right.S;
  if (left.N !== undefined) return left.N === right.N;
  if (left.M !== undefined) return right.M !== undefined && equalAttributes(left.M, right.M);
  if (left.L !== undefined) return right.L !== undefined && equalLists(left.L, right.L);
  if (left.BOOL !== undefined) return left.BOOL === right.BOOL;
  if (left.NULL !== undefined) return right.NULL !== undefined;
  if (left.B !== undefined) return left.B === right.B;
  return typeOf(left) === typeOf(right) && equalSets(setMembers(left) ?? [], setMembers(right) ?? []);
}

export function equalAttributes(left: Attributes, right: Attributes): boolean {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => {
    const ours = left[name];
    const theirs = right[name];
    return ours !== undefined && theirs !== undefined && equalValues(ours, theirs);
  });
}

function equalLists(left: readonly AttributeValue[], right: readonly AttributeValue[]): boolean {
  if (left.length !== right.length) return false;
  return left.every((value, index) => {
    const theirs = right[index];
    return theirs !== undefined && equalValues(value, theirs);
  });
}

function equalSets(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  const members = new Set(right);
  return left.every((member) => members.has(member));
}
