import { InputError } from '../../../../core/errors.ts';
import { isObject } from '../operation.ts';
import { compileCidr } from './cidr.ts';

/** One element of a pattern's list. */
export interface Test {
  readonly matches: (value: unknown) => boolean;
  /** Whether a missing field satisfies it: only `{"exists": false}`. */
  readonly whenAbsent: boolean;
}

type TextTest = (text: string) => boolean;

/** @throws InputError for an operator or operand that EventBridge does not know. */
export function compileValueMatcher(test: unknown, path: string): Test {
  if (!isObject(test)) return { matches: (value) => value === test, whenAbsent: false };
  const [operator, operand, ...more] = Object.entries(test).flat();
  if (typeof operator !== 'string' || more.length > 0) throw refused(path, test);
  if (operator === 'exists') {
    if (typeof operand !== 'boolean') throw refused(path, test);
    return { matches: () => operand, whenAbsent: !operand };
  }
  if (operator === 'numeric') {
    const range = compileNumeric(operand, path);
    return { matches: (value) => typeof value === 'number' && range(value), whenAbsent: false };
  }
  if (operator === 'anything-but') {
    const excluded = compileAnythingBut(operand, path);
    return { matches: (value) => !excluded(value), whenAbsent: false };
  }
  const text = compileText(operator, operand, path);
  return { matches: (value) => typeof value === 'string' && text(value), whenAbsent: false };
}

function compileText(operator: string, operand: unknown, path: string): TextTest {
  if ((operator === 'prefix' || operator === 'suffix') && isObject(operand)) {
    const inner = operand['equals-ignore-case'];
    if (typeof inner !== 'string') throw refused(path, { [operator]: operand });
    const folded = inner.toLowerCase();
    return operator === 'prefix'
      ? (text) => text.toLowerCase().startsWith(folded)
      : (text) => text.toLowerCase().endsWith(folded);
  }
  if (typeof operand !== 'string') throw refused(path, { [operator]: operand });
  switch (operator) {
    case 'prefix':
      return (text) => text.startsWith(operand);
    case 'suffix':
      return (text) => text.endsWith(operand);
    case 'equals-ignore-case': {
      const folded = operand.toLowerCase();
      return (text) => text.toLowerCase() === folded;
    }
    case 'wildcard':
      return compileWildcard(operand, path);
    case 'cidr':
      return compileCidr(operand) ?? fail(refused(path, { cidr: operand }));
    default:
      throw refused(path, { [operator]: operand });
  }
}

function compileAnythingBut(operand: unknown, path: string): (value: unknown) => boolean {
  if (isObject(operand)) {
    const [operator, inner] = Object.entries(operand).flat();
    const texts = Array.isArray(inner) ? inner : [inner];
    const tests = texts.map((text) => compileText(String(operator), text, path));
    return (value) => typeof value === 'string' && tests.some((test) => test(value));
  }
  const values: ReadonlySet<unknown> = new Set(Array.isArray(operand) ? operand : [operand]);
  for (const value of values) {
    if (typeof value !== 'string' && typeof value !== 'number') throw refused(path, { 'anything-but': operand });
  }
  return (value) => values.has(value);
}

/** `["=", 5]`, `[">", 0, "<=", 5]`. */
function compileNumeric(operand: unknown, path: string): (value: number) => boolean {
  const terms = Array.isArray(operand) ? operand : [];
  if (terms.length !== 2 && terms.length !== 4) throw refused(path, { numeric: operand });
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < terms.length; index += 2) {
    const [comparison, bound] = [terms[index], terms[index + 1]];
    if (typeof bound !== 'number') throw refused(path, { numeric: operand });
    if (comparison === '=') tests.push((value) => value === bound);
    else if (comparison === '<') tests.push((value) => value < bound);
    else if (comparison === '<=') tests.push((value) => value <= bound);
    else if (comparison === '>') tests.push((value) => value > bound);
    else if (comparison === '>=') tests.push((value) => value >= bound);
    else throw refused(path, { numeric: operand });
  }
  return (value) => tests.every((test) => test(value));
}

/** `*` stands for any characters, `\*` for itself; two in a row are refused. Linear: parts are found left to right. */
function compileWildcard(pattern: string, path: string): TextTest {
  if (/(?<!\\)\*\*/.test(pattern)) throw refused(path, { wildcard: pattern });
  const parts = pattern.split(/(?<!\\)\*/).map((part) => part.replaceAll('\\*', '*').replaceAll('\\\\', '\\'));
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first)) return false;
    let from = first.length;
    for (const part of rest) {
      const at = text.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return text.length - last.length >= from && text.endsWith(last);
  };
}

function fail(error: Error): never {
  throw error;
}

function refused(path: string, received: unknown): InputError {
  return new InputError({
    input: path,
    received,
    allowed:
      'a text, number, boolean or null, or one of prefix, suffix, equals-ignore-case, wildcard, cidr, numeric, exists, anything-but',
    remedy: 'EventBridge would refuse this pattern (InvalidEventPatternException); correct the rule.',
  });
}
