import fc from 'fast-check';
import { describe, it } from 'vitest';
import { compilePattern } from '../../../../../local/aws/services/event-bus/pattern.ts';
import '../../../../helpers/property-runs.ts';

/**
 * A second implementation of each operator from AWS's page and Event Ruler's README (eb-create-pattern-operators.html,
 * github.com/aws/event-ruler), as simple as possible, however slow.
 */
type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Leaf = { readonly name: string; readonly value: Json };

/** An event in Event Ruler's form: "a list of fields, which may be given as name/value pairs". */
function flatten(value: Json, names: readonly string[] = []): readonly Leaf[] {
  if (Array.isArray(value)) return value.flatMap((element: Json) => flatten(element, names));
  if (typeof value !== 'object' || value === null) return [{ name: names.join('.'), value }];
  return Object.entries(value).flatMap(([name, inner]) => flatten(inner, [...names, name]));
}

const text = fc.oneof(
  fc.constantFrom('', 'a', 'A', 'ab', 'aB', 'ß', 'SS', 'straße', 'STRASSE', 'x*y', '\\', '10.0.0.7', '10.0.1.7', '1'),
  fc.string({ maxLength: 4 }),
);
const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(-0.5, 1.5, 1e10));
const leaf = fc.oneof(text, number, fc.boolean(), fc.constant(null));
const name = fc.constantFrom('a', 'b', 'a.b', 'b.a');
const { object } = fc.letrec<{ value: Json; object: Record<string, Json> }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, leaf, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
  object: fc.dictionary(name, tie('value'), { maxKeys: 3 }),
}));

/** Checks that the rule decides every event like the test: `{name: [test]}` tests the field's leaves. */
function holds<Operand>(
  operand: fc.Arbitrary<Operand>,
  test: (o: Operand) => unknown,
  rule: (v: Json, o: Operand) => boolean,
) {
  fc.assert(
    fc.property(object, name, operand, fc.array(leaf, { maxLength: 2 }), (others, field, given, leaves) => {
      const event = { ...others, c: leaves };
      for (const [path, pattern] of [
        [field, { [field]: [test(given)] }],
        ['c', { c: [test(given)] }],
      ] as const) {
        const expected = flatten(event).some((found) => found.name === path && rule(found.value, given));
        if (compilePattern(pattern)(event) !== expected) return false;
      }
      return true;
    }),
  );
}

const isText = (value: Json): value is string => typeof value === 'string';

/** Returns every text that a pattern matches when each character may have its lower or its upper case. */
function spellings(operand: string): readonly string[] {
  return [...operand].reduce<string[]>(
    (begun, character) => begun.flatMap((start) => [start + character.toLowerCase(), start + character.toUpperCase()]),
    [''],
  );
}

const wildcardPart = fc.constantFrom('a', 'b', 'ß', '\\*', '\\\\', '*a');
const wildcard = fc.array(wildcardPart, { maxLength: 4 }).map((parts) => parts.join(''));

/** Matches `*`, "zero to many" characters, by trying each length. */
function matchesWildcard(operand: string, value: string): boolean {
  if (operand === '') return value === '';
  if (operand.startsWith('*')) {
    return Array.from({ length: value.length + 1 }, (_, skipped) => value.slice(skipped)).some((rest) =>
      matchesWildcard(operand.slice(1), rest),
    );
  }
  const escaped = operand.startsWith('\\');
  const character = operand.charAt(escaped ? 1 : 0);
  return value.startsWith(character) && matchesWildcard(operand.slice(escaped ? 2 : 1), value.slice(1));
}

const textRules = {
  prefix: (value: string, operand: string) => value.slice(0, operand.length) === operand,
  suffix: (value: string, operand: string) => operand === '' || value.slice(-operand.length) === operand,
  'equals-ignore-case': (value: string, operand: string) => spellings(operand).includes(value),
  wildcard: (value: string, operand: string) => matchesWildcard(operand, value),
};

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};
const compares = (value: Json, comparison: string, bound: number): boolean =>
  typeof value === 'number' && comparisons[comparison]?.(value, bound) === true;

describe('over any event', () => {
  it('a value matches a leaf that equals it, and no leaf of another type', () => {
    holds(
      leaf,
      (given) => given,
      (value, given) => value === given,
    );
  });

  it('prefix and suffix match texts only', () => {
    holds(
      text,
      (given) => ({ prefix: given }),
      (value, given) => isText(value) && textRules.prefix(value, given),
    );
    holds(
      text,
      (given) => ({ suffix: given }),
      (value, given) => isText(value) && textRules.suffix(value, given),
    );
  });

  it('equals-ignore-case matches each character of the pattern in its lower or its upper case', () => {
    const anyCase = (given: string) => ({ 'equals-ignore-case': given });
    holds(text, anyCase, (value, given) => isText(value) && spellings(given).includes(value));
    holds(
      text,
      (given) => ({ prefix: anyCase(given) }),
      (value, given) => isText(value) && spellings(given).some((start) => value.startsWith(start)),
    );
    holds(
      text,
      (given) => ({ suffix: anyCase(given) }),
      (value, given) => isText(value) && spellings(given).some((end) => value.endsWith(end)),
    );
  });

  it('wildcard matches any characters at a star, and what is escaped literally', () => {
    holds(
      wildcard,
      (given) => ({ wildcard: given }),
      (value, given) => isText(value) && matchesWildcard(given, value),
    );
    const subject = fc.array(fc.constantFrom('a', 'b', 'ß', '*', '\\'), { maxLength: 6 }).map((all) => all.join(''));
    fc.assert(
      fc.property(wildcard, subject, (given, value) => {
        return compilePattern({ a: [{ wildcard: given }] })({ a: value }) === matchesWildcard(given, value);
      }),
    );
  });

  it('numeric compares numbers, and a range by both its limits', () => {
    const comparison = fc.constantFrom('=', '<', '<=', '>', '>=');
    holds(
      fc.tuple(comparison, number),
      (given) => ({ numeric: given }),
      (value, [is, bound]) => compares(value, is, bound),
    );
    const range = fc
      .tuple(fc.constantFrom('>', '>='), number, fc.constantFrom('<', '<='), number)
      .filter(([, low, , high]) => low < high);
    holds(
      range,
      (given) => ({ numeric: given }),
      (value, [above, low, below, high]) => compares(value, above, low) && compares(value, below, high),
    );
  });

  it('cidr matches the addresses whose first bits are those of the block', () => {
    const bitsOf = (address: string) =>
      address
        .split('.')
        .map((byte) => Number(byte).toString(2).padStart(8, '0'))
        .join('');
    const address = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((bytes) => bytes.join('.'));
    fc.assert(
      fc.property(address, address, fc.nat(31), fc.boolean(), (block, other, bits, near) => {
        const value = near ? block : other;
        const expected = bitsOf(block).slice(0, bits) === bitsOf(value).slice(0, bits);
        return compilePattern({ a: [{ cidr: `${block}/${bits}` }] })({ a: value }) === expected;
      }),
    );
  });

  it('exists matches a field with a leaf, and the absence of every leaf', () => {
    fc.assert(
      fc.property(object, name, (event, field) => {
        const isThere = flatten(event).some((found) => found.name === field);
        return (
          compilePattern({ [field]: [{ exists: true }] })(event) === isThere &&
          compilePattern({ [field]: [{ exists: false }] })(event) !== isThere
        );
      }),
    );
  });

  it('anything-but matches a leaf of any type that is none of its values', () => {
    const listed = fc.oneof(
      fc.array(text, { minLength: 1, maxLength: 3 }),
      fc.array(number, { minLength: 1, maxLength: 3 }),
    );
    holds(
      listed,
      (given) => ({ 'anything-but': given }),
      (value, given) => !(given as readonly Json[]).includes(value),
    );
    for (const [operator, rule] of Object.entries(textRules)) {
      const operand = operator === 'wildcard' ? wildcard : text.filter((given) => given !== '');
      holds(
        fc.array(operand, { minLength: 1, maxLength: 2 }),
        (given) => ({ 'anything-but': { [operator]: given } }),
        (value, given) => !isText(value) || !given.some((one) => rule(value, one)),
      );
    }
  });
});

describe('the fields of a pattern', () => {
  const list = fc.array(fc.oneof(leaf, fc.record({ exists: fc.boolean() })), { minLength: 1, maxLength: 2 });

  it('are the same, nested or with dots, in the pattern and in the event', () => {
    fc.assert(
      fc.property(list, leaf, (tests, value) => {
        const verdicts = [{ a: { b: tests } }, { 'a.b': tests }].flatMap((pattern) =>
          [{ a: { b: value } }, { 'a.b': value }, { a: [[{ b: [value] }]] }].map((event) =>
            compilePattern(pattern)(event),
          ),
        );
        return new Set(verdicts).size === 1;
      }),
    );
  });

  it('match together if one element of an array has them all', () => {
    const element = fc.dictionary(fc.constantFrom('b', 'c'), fc.constantFrom(1, 2), { maxKeys: 2 });
    fc.assert(
      fc.property(fc.array(element, { maxLength: 3 }), fc.constantFrom(1, 2), fc.constantFrom(1, 2), (a, b, c) => {
        const expected = a.some((one) => one.b === b && one.c === c);
        return compilePattern({ a: { b: [b], c: [c] } })({ a }) === expected;
      }),
    );
  });

  it('must all match, and one of the alternatives of $or', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c'), leaf), list, list, list, (event, a, b, c) => {
        const alone = (pattern: object) => compilePattern(pattern)(event);
        return (
          compilePattern({ a, b })(event) === (alone({ a }) && alone({ b })) &&
          compilePattern({ a, $or: [{ b }, { c }] })(event) === (alone({ a }) && (alone({ b }) || alone({ c })))
        );
      }),
    );
  });
});
