import type { InputError } from '../../../../core/errors.ts';
import { isObject } from '../operation.ts';
import { compileAddress, compileCidr } from './cidr.ts';
import { invalid } from './invalid-pattern.ts';
import { endsIgnoringCase, equalsIgnoringCase, startsIgnoringCase, type TextTest } from './letter-case.ts';
import { compileNumeric } from './numeric.ts';
import { compileWildcard } from './wildcard.ts';

const ALLOWED =
  'a text, number, boolean or null, or one of prefix, suffix, equals-ignore-case, wildcard, cidr, numeric, exists, anything-but, with an operand that EventBridge accepts (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html)';

/** Tests a leaf of an event by one test of a pattern's list. */
export type ValueTest = (value: unknown) => boolean;

/**
 * Compiles an element of a pattern's list.
 * @throws InputError for an operator or operand that EventBridge refuses
 * @see https://github.com/aws/event-ruler (JsonRuleCompiler.java)
 */
export function compileValueMatcher(test: unknown, path: string): ValueTest {
  if (!isObject(test)) return compileExact(test, path);
  const [operator, operand] = onlyEntry(test, path);
  switch (operator) {
    case 'exists':
      if (typeof operand !== 'boolean') throw refused(path, test);
      return () => operand;
    case 'numeric': {
      const range = compileNumeric(operand);
      if (range === undefined) throw refused(path, test);
      return (value) => typeof value === 'number' && range(value);
    }
    case 'anything-but':
      return compileAnythingBut(operand, path);
    default: {
      const passes = compileText(operator, operand);
      if (passes === undefined) throw refused(path, test);
      return (value) => typeof value === 'string' && passes(value);
    }
  }
}

/** A text that is an IP address matches the address in any notation. */
function compileExact(test: unknown, path: string): ValueTest {
  if (test !== null && typeof test === 'object') throw refused(path, test);
  const isAddress = typeof test === 'string' ? compileAddress(test) : undefined;
  if (isAddress === undefined) return (value) => value === test;
  return (value) => typeof value === 'string' && isAddress(value);
}

function compileText(operator: string, operand: unknown): TextTest | undefined {
  if (isObject(operand)) {
    const [inner, ...more] = Object.entries(operand);
    if (inner?.[0] !== 'equals-ignore-case' || typeof inner[1] !== 'string' || more.length > 0) return undefined;
    if (operator === 'prefix') return startsIgnoringCase(inner[1]);
    return operator === 'suffix' ? endsIgnoringCase(inner[1]) : undefined;
  }
  if (typeof operand !== 'string') return undefined;
  return operator === 'cidr' ? compileCidr(operand) : compilePlainText(operator, operand);
}

/** Compiles the operators on texts that `anything-but` may negate. */
function compilePlainText(operator: string, operand: string): TextTest | undefined {
  switch (operator) {
    case 'prefix':
      return (text) => text.startsWith(operand);
    case 'suffix':
      return (text) => text.endsWith(operand);
    case 'equals-ignore-case':
      return equalsIgnoringCase(operand);
    case 'wildcard':
      return compileWildcard(operand);
    default:
      return undefined;
  }
}

/** Compiles texts, numbers, or an operator on texts; a value of another type passes. */
function compileAnythingBut(operand: unknown, path: string): ValueTest {
  if (isObject(operand)) {
    const [operator, inner] = onlyEntry(operand, path);
    const tests = listOf(inner).map((text) => {
      const isEmptyEnd = text === '' && (operator === 'prefix' || operator === 'suffix');
      const passes = typeof text === 'string' && !isEmptyEnd ? compilePlainText(operator, text) : undefined;
      return passes ?? fail(refused(path, { 'anything-but': operand }));
    });
    if (tests.length === 0) throw refused(path, { 'anything-but': operand });
    return (value) => typeof value !== 'string' || !tests.some((passes) => passes(value));
  }
  const values = listOf(operand);
  const areTexts = values.every((value) => typeof value === 'string');
  const areNumbers = values.every((value) => typeof value === 'number');
  if (values.length === 0 || !(areTexts || areNumbers)) throw refused(path, { 'anything-but': operand });
  const excluded: ReadonlySet<unknown> = new Set<unknown>(values);
  return (value) => !excluded.has(value);
}

function listOf(operand: unknown): readonly unknown[] {
  return Array.isArray(operand) ? operand : [operand];
}

function onlyEntry(object: Readonly<Record<string, unknown>>, path: string): readonly [string, unknown] {
  const [entry, ...more] = Object.entries(object);
  if (entry === undefined || more.length > 0) throw refused(path, object);
  return entry;
}

function fail(error: Error): never {
  throw error;
}

function refused(path: string, received: unknown): InputError {
  return invalid(path, received, ALLOWED);
}
