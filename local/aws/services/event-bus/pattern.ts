import { InputError } from '../../../../core/errors.ts';
import { isObject, type JsonObject } from '../operation.ts';
import { compileValueMatcher, type Test } from './value-matcher.ts';

/** Whether an event (its whole envelope) matches. */
export type Matcher = (event: JsonObject) => boolean;

/**
 * Compiles an event pattern. Every field named must match; a list matches where any of its tests does; an array in the
 * event matches where any of its elements does; `$or` needs one of its alternatives.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * @throws InputError for what EventBridge would refuse as an invalid pattern
 */
export function compilePattern(pattern: unknown, input = 'event pattern'): Matcher {
  if (!isObject(pattern) || Object.keys(pattern).length === 0)
    throw invalid(input, pattern, 'an object that is not empty');
  return compileFields(pattern, input);
}

function compileFields(pattern: JsonObject, path: string): Matcher {
  const matchers = Object.entries(pattern).map(([name, value]) => compileField(name, value, `${path}: ${name}`));
  return (event) => matchers.every((matches) => matches(event));
}

function compileField(name: string, value: unknown, path: string): Matcher {
  if (name === '$or' && Array.isArray(value) && value.length > 1 && value.every(isObject)) {
    const alternatives = value.map((alternative, index) => compileFields(alternative, `${path}[${index}]`));
    return (event) => alternatives.some((matches) => matches(event));
  }
  if (Array.isArray(value)) {
    if (value.length === 0) throw invalid(path, value, 'a list of at least one value');
    const tests = value.map((test) => compileValueMatcher(test, path));
    return (event) => matchesField(event[name], Object.hasOwn(event, name), tests);
  }
  if (isObject(value)) {
    if (Object.keys(value).length === 0) throw invalid(path, value, 'an object that is not empty');
    const inner = compileFields(value, path);
    return (event) => matchesNested(event[name], inner);
  }
  throw invalid(path, value, 'a list of values, or an object of fields');
}

function matchesField(value: unknown, present: boolean, tests: readonly Test[]): boolean {
  // `exists` looks at leaves only: an object in the event is no leaf.
  if (!present || isObject(value)) return tests.some((test) => test.whenAbsent);
  if (Array.isArray(value))
    return tests.some((test) => value.some((element) => !isObject(element) && test.matches(element)));
  return tests.some((test) => test.matches(value));
}

function matchesNested(value: unknown, inner: Matcher): boolean {
  if (Array.isArray(value)) return value.some((element) => isObject(element) && inner(element));
  return inner(isObject(value) ? value : {});
}

export function invalid(input: string, received: unknown, allowed: string): InputError {
  return new InputError({
    input,
    received,
    allowed,
    remedy: 'EventBridge would refuse this pattern (InvalidEventPatternException); correct the rule.',
  });
}
