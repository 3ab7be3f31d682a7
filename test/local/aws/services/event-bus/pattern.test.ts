import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../../../local/aws/services/event-bus/pattern.ts';

const event = {
  source: 'cairn.ingest',
  'detail-type': 'treasure.claimed',
  detail: {
    score: 7,
    name: 'Brandenburg Gate',
    tags: ['a', 'b'],
    nothing: null,
    ip: '10.0.0.7',
    nested: { flag: true },
  },
};

/** Pattern, and whether the event above matches (eventbridge/latest/userguide/eb-create-pattern-operators.html). */
const CASES: readonly (readonly [string, object, boolean])[] = [
  ['an exact text', { source: ['cairn.ingest'] }, true],
  ['one of several texts', { source: ['other', 'cairn.ingest'] }, true],
  ['another text', { source: ['other'] }, false],
  ['all fields, not one of them', { source: ['cairn.ingest'], 'detail-type': ['other'] }, false],
  ['a number', { detail: { score: [7] } }, true],
  ['a number, not its text', { detail: { score: ['7'] } }, false],
  ['null', { detail: { nothing: [null] } }, true],
  ['a nested flag', { detail: { nested: { flag: [true] } } }, true],
  ['any element of an array', { detail: { tags: ['b'] } }, true],
  ['prefix', { detail: { name: [{ prefix: 'Brand' }] } }, true],
  ['prefix of another case', { detail: { name: [{ prefix: 'brand' }] } }, false],
  ['prefix in any case', { detail: { name: [{ prefix: { 'equals-ignore-case': 'brand' } }] } }, true],
  ['suffix', { detail: { name: [{ suffix: 'Gate' }] } }, true],
  ['equals-ignore-case', { detail: { name: [{ 'equals-ignore-case': 'BRANDENBURG gate' }] } }, true],
  ['wildcard', { detail: { name: [{ wildcard: 'Br*burg*e' }] } }, true],
  ['wildcard whose parts overlap', { detail: { name: [{ wildcard: 'Brandenburg Gate*Gate' }] } }, false],
  ['anything-but a list', { 'detail-type': [{ 'anything-but': ['hunt.joined'] }] }, true],
  ['anything-but a list that has it', { 'detail-type': [{ 'anything-but': ['treasure.claimed'] }] }, false],
  ['anything-but prefix', { detail: { name: [{ 'anything-but': { prefix: 'Brand' } }] } }, false],
  ['anything-but of a missing field', { detail: { absent: [{ 'anything-but': ['x'] }] } }, false],
  ['exists', { detail: { score: [{ exists: true }] } }, true],
  ['exists of a missing field', { detail: { absent: [{ exists: true }] } }, false],
  ['exists: false of a missing field', { detail: { absent: [{ exists: false }] } }, true],
  ['exists: false below a missing object', { detail: { absent: { deep: [{ exists: false }] } } }, true],
  ['exists: false of a present field', { detail: { score: [{ exists: false }] } }, false],
  ['a numeric range', { detail: { score: [{ numeric: ['>', 0, '<=', 7] }] } }, true],
  ['a numeric range that ends before', { detail: { score: [{ numeric: ['>', 7] }] } }, false],
  ['an address in a block', { detail: { ip: [{ cidr: '10.0.0.0/24' }] } }, true],
  ['an address outside a block', { detail: { ip: [{ cidr: '10.0.1.0/24' }] } }, false],
  ['either side of $or', { $or: [{ source: ['other'] }, { detail: { score: [7] } }] }, true],
  ['neither side of $or', { $or: [{ source: ['other'] }, { detail: { score: [8] } }] }, false],
];

/** Eleven alternatives: three such fields have 1,331 combinations. */
const many = { $or: Array.from({ length: 11 }, (_, value) => ({ x: [value] })) };

/** Pattern, event and whether they match, as Event Ruler decides (github.com/aws/event-ruler). */
const STRUCTURE: readonly (readonly [string, object, object, boolean])[] = [
  ['exists: false and an empty array', { resources: [{ exists: false }] }, { resources: [] }, true],
  ['exists: true and an empty array', { resources: [{ exists: true }] }, { resources: [] }, false],
  ['null and an empty array', { resources: [null] }, { resources: [] }, false],
  ['exists: false and an array of objects', { a: [{ exists: false }] }, { a: [{ b: 1 }] }, true],
  ['exists: true and an array of objects', { a: [{ exists: true }] }, { a: [{ b: 1 }] }, false],
  ['exists: true and null', { a: [{ exists: true }] }, { a: null }, true],
  ['exists: false inside an empty array', { a: { b: [{ exists: false }] } }, { a: [] }, true],
  ['a value in nested arrays', { a: [1] }, { a: [[], [[2, [1]]]] }, true],
  ['a field of objects in nested arrays', { a: { b: [1] } }, { a: [[{ b: 2 }], [{ b: [[1]] }]] }, true],
  ['a dotted field and nested objects', { 'a.b': [1] }, { a: { b: 1 } }, true],
  ['nested fields and a dotted key', { a: { b: [1] } }, { 'a.b': 1 }, true],
  ['a dotted field and a key of two names', { a: { b: { c: [1] } } }, { a: { 'b.c': 1 } }, true],
  ['two fields of one array element', { a: { b: [1], c: [2] } }, { a: [{ b: 1, c: 2 }] }, true],
  ['two fields of two array elements', { a: { b: [1], c: [2] } }, { a: [{ b: 1 }, { c: 2 }] }, false],
  ['a field that the same element lacks', { a: { b: [1], c: [{ exists: false }] } }, { a: [{ b: 1 }, { c: 2 }] }, true],
  ['fields of two arrays', { a: { x: [1] }, b: { x: [2] } }, { a: [{ x: 1 }], b: [{ x: 2 }] }, true],
  ['a lower-case pattern and ß in upper case', { a: [{ 'equals-ignore-case': 'straße' }] }, { a: 'STRASSE' }, true],
  ['an upper-case pattern and ß', { a: [{ 'equals-ignore-case': 'STRASSE' }] }, { a: 'straße' }, false],
  ['a suffix in any case with ß', { a: [{ suffix: { 'equals-ignore-case': 'ße' } }] }, { a: 'STRASSE' }, true],
  ['anything-but in any case with ß', { a: [{ 'anything-but': { 'equals-ignore-case': 'ß' } }] }, { a: 'SS' }, false],
  ['anything-but a prefix and a number', { a: [{ 'anything-but': { prefix: 'x' } }] }, { a: 7 }, true],
  ['anything-but wildcards', { a: [{ 'anything-but': { wildcard: ['*x', 'y*'] } }] }, { a: 'yes' }, false],
  ['an address in another spelling', { a: ['::1'] }, { a: '0:0::1' }, true],
  ['an escaped backslash in a wildcard', { a: [{ wildcard: 'a\\\\*' }] }, { a: 'a\\b' }, true],
  ['an escaped star in a wildcard', { a: [{ wildcard: 'a\\**' }] }, { a: 'a*b' }, true],
  ['the later of two lists for one field', { 'a.b': [1], a: { b: [2] } }, { a: { b: 1 } }, false],
  ['$or beside a field', { a: [1], $or: [{ b: [1] }, { c: [1] }] }, { a: 1, c: 1 }, true],
  ['$or inside an object', { d: { $or: [{ b: [1] }, { c: [1] }] } }, { d: { c: 1 } }, true],
  ['$or whose second alternative lacks a field', { $or: [{ a: [1] }, { b: [1], c: [1] }] }, { b: 1 }, false],
];

describe('an event pattern', () => {
  it.each(CASES)('matches by %s', (_, pattern, expected) => {
    expect(compilePattern(pattern)(event)).toBe(expected);
  });

  it.each(STRUCTURE)('decides %s', (_, pattern, against, expected) => {
    expect(compilePattern(pattern)({ ...against })).toBe(expected);
  });

  it.each([
    ['a text instead of an object', 'text'],
    ['no field', {}],
    ['a text that stands for a list', { source: 'cairn.ingest' }],
    ['an empty list', { source: [] }],
    ['an empty object below a field', { detail: { a: {} } }],
    ['a list in a list', { source: [['x']] }],
    ['an unknown operator', { source: [{ contains: 'x' }] }],
    ['no operator', { source: [{}] }],
    ['two operators at once', { source: [{ prefix: 'a', suffix: 'b' }] }],
    ['two wildcards in a row', { source: [{ wildcard: 'a**b' }] }],
    ['two wildcards after an escaped backslash', { source: [{ wildcard: 'a\\\\**' }] }],
    ['a backslash that escapes nothing in a wildcard', { source: [{ wildcard: 'a\\b' }] }],
    ['a backslash at the end of a wildcard', { source: [{ wildcard: 'a\\' }] }],
    ['an unknown comparison', { source: [{ numeric: ['!=', 3] }] }],
    ['a range from above', { source: [{ numeric: ['<', 5, '>', 1] }] }],
    ['an empty range', { source: [{ numeric: ['>', 5, '<', 1] }] }],
    ['a range of one point', { source: [{ numeric: ['>=', 5, '<=', 5] }] }],
    ['two lower bounds', { source: [{ numeric: ['>', 1, '>', 5] }] }],
    ['a number as a text', { source: [{ numeric: ['>', '1'] }] }],
    ['a prefix that is a number', { source: [{ prefix: 1 }] }],
    ['a list of prefixes', { source: [{ prefix: ['a'] }] }],
    ['exists with a text', { source: [{ exists: 'true' }] }],
    ['a block of one address', { source: [{ cidr: '10.0.0.1/32' }] }],
    ['an invalid block', { source: [{ cidr: '10.0.0.0/33' }] }],
    ['anything-but with an empty list', { source: [{ 'anything-but': [] }] }],
    ['anything-but of texts and numbers', { source: [{ 'anything-but': ['x', 1] }] }],
    ['anything-but null', { source: [{ 'anything-but': null }] }],
    ['anything-but a flag', { source: [{ 'anything-but': [true] }] }],
    ['anything-but an empty object', { source: [{ 'anything-but': {} }] }],
    ['anything-but an empty prefix', { source: [{ 'anything-but': { prefix: '' } }] }],
    ['anything-but no prefix', { source: [{ 'anything-but': { prefix: [] } }] }],
    ['anything-but a prefix in any case', { source: [{ 'anything-but': { prefix: { 'equals-ignore-case': 'a' } } }] }],
    ['anything-but a block of addresses', { source: [{ 'anything-but': { cidr: '10.0.0.0/8' } }] }],
    ['$or with an object', { $or: { a: [1] } }],
    ['$or with one alternative', { $or: [{ a: [1] }] }],
    ['$or with an empty alternative', { $or: [{ a: [1] }, {}] }],
    ['$or with a value', { $or: [{ a: [1] }, 'b'] }],
    ['an operator as a field below $or', { $or: [{ a: [1] }, { prefix: ['x'] }] }],
    ['more than 1,000 combinations of $or', { a: many, b: many, c: many }],
  ])('is refused with %s', (_, pattern) => {
    expect(() => compilePattern(pattern)).toThrow(/EventBridge refuses this pattern/);
  });
});
