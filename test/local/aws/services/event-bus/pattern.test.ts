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
  ['exists: false of a field that is there', { detail: { score: [{ exists: false }] } }, false],
  ['a numeric range', { detail: { score: [{ numeric: ['>', 0, '<=', 7] }] } }, true],
  ['a numeric range that ends before', { detail: { score: [{ numeric: ['>', 7] }] } }, false],
  ['an address in a block', { detail: { ip: [{ cidr: '10.0.0.0/24' }] } }, true],
  ['an address outside a block', { detail: { ip: [{ cidr: '10.0.1.0/24' }] } }, false],
  ['either side of $or', { $or: [{ source: ['other'] }, { detail: { score: [7] } }] }, true],
  ['neither side of $or', { $or: [{ source: ['other'] }, { detail: { score: [8] } }] }, false],
];

describe('an event pattern', () => {
  it.each(CASES)('matches by %s', (_, pattern, expected) => {
    expect(compilePattern(pattern)(event)).toBe(expected);
  });

  it.each([
    ['no object', 'text'],
    ['no field', {}],
    ['a text that stands for a list', { source: 'cairn.ingest' }],
    ['an empty list', { source: [] }],
    ['an unknown operator', { source: [{ contains: 'x' }] }],
    ['two operators at once', { source: [{ prefix: 'a', suffix: 'b' }] }],
    ['two wildcards in a row', { source: [{ wildcard: 'a**b' }] }],
    ['an unknown comparison', { source: [{ numeric: ['!=', 3] }] }],
  ])('is refused with %s', (_, pattern) => {
    expect(() => compilePattern(pattern)).toThrow(/EventBridge would refuse this pattern/);
  });
});
