import fc from 'fast-check';
import Type, { type TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { type JsonSchema, schemaBreaks } from '../../catalog/schema-breaks.ts';
import { createAjv, plain } from '../../catalog/validator.ts';

const closed = { additionalProperties: false } as const;
const breaks = (older: TSchema, newer: TSchema) =>
  schemaBreaks(plain(older), plain(newer), 'data').map(({ path, message }) => `${path} ${message}`);

const Joined = Type.Object({ huntId: Type.String({ pattern: '^h$' }), name: Type.String({ maxLength: 40 }) }, closed);

describe('what a phone built for an older schema sends', () => {
  it.each<[string, TSchema, TSchema]>([
    ['a new optional field', Joined, Type.Object({ ...Joined.properties, team: Type.Optional(Type.String()) }, closed)],
    ['a field that became optional', Joined, Type.Partial(Joined)],
    ['a longer text', Type.String({ maxLength: 5 }), Type.String({ maxLength: 6 })],
    ['a wider range', Type.Number({ minimum: 0, maximum: 1 }), Type.Number({ minimum: -1 })],
    ['any number where whole ones were', Type.Integer(), Type.Number()],
    ['one more word', Type.Enum(['a', 'b']), Type.Union([Type.Literal('b'), Type.Literal('c'), Type.Literal('a')])],
    ['any text where words were', Type.Enum(['a', 'b']), Type.String({ maxLength: 10 })],
    ['another description', Type.String({ description: 'x' }), Type.String({ description: 'y' })],
    [
      'other descriptions, of fields that are called as annotations are',
      Type.Object({ title: Type.Union([Type.Object({ a: Type.String({ title: 'x' }) }), Type.String()]) }, closed),
      Type.Object({ title: Type.Union([Type.Object({ a: Type.String({ title: 'y' }) }), Type.String()]) }, closed),
    ],
    ['no pattern', Type.String({ pattern: '^a$', maxLength: 1 }), Type.String({ maxLength: 1 })],
  ])('are accepted after %s', (_change, older, newer) => {
    expect(breaks(older, newer)).toEqual([]);
  });

  it.each<[string, TSchema, TSchema, string]>([
    [
      'a renamed field',
      Joined,
      Type.Object({ huntId: Joined.properties.huntId, displayName: Joined.properties.name }, closed),
      'data.name was removed or renamed',
    ],
    [
      'a new required field',
      Joined,
      Type.Object({ ...Joined.properties, team: Type.String() }, closed),
      'data.team is required now',
    ],
    ['a field that became required', Type.Partial(Joined), Joined, 'data.huntId is required now'],
    [
      'a shorter text',
      Type.String({ maxLength: 6 }),
      Type.String({ maxLength: 5 }),
      'data has maxLength 5 now, it was 6',
    ],
    ['a bound where none was', Type.Number(), Type.Number({ minimum: 0 }), 'data has minimum 0 now, it had none'],
    ['another type', Type.String(), Type.Number(), 'data was "string" and is "number"'],
    ['whole numbers only', Type.Number(), Type.Integer(), 'data was "number" and is "integer"'],
    ['one word less', Type.Enum(['a', 'b']), Type.Literal('a'), 'data no longer takes "b"'],
    ['words where any text was', Type.String(), Type.Enum(['a']), 'data takes only "a" now'],
    [
      'another pattern',
      Type.String({ pattern: '^a$' }),
      Type.String({ pattern: '^[ab]$' }),
      'data has another pattern, and whether it accepts all that the older did cannot be decided',
    ],
    [
      'a union of another shape',
      Type.Union([Type.String(), Type.Number()]),
      Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
      'data has another union, and whether it accepts all that the older did cannot be decided',
    ],
    [
      'a nested field that is gone',
      Type.Object({ at: Type.Object({ x: Type.Number(), y: Type.Number() }, closed) }, closed),
      Type.Object({ at: Type.Object({ x: Type.Number() }, closed) }, closed),
      'data.at.y was removed or renamed',
    ],
    [
      'a schema for a field that could have had any value',
      Type.Object({}),
      Type.Object({ at: Type.Optional(Type.Number()) }),
      'data.at has a schema now, any value was taken before',
    ],
    [
      'another schema for other fields',
      Type.Object({}, { additionalProperties: Type.String() }),
      Type.Object({}, { additionalProperties: Type.Number() }),
      'data has another schema for its other fields, and whether it accepts all that the older did cannot be decided',
    ],
    [
      'a field called as an annotation is, in a union',
      Type.Union([Type.Object({ title: Type.Literal('a') }), Type.String()]),
      Type.Union([Type.Object({ title: Type.Literal('b') }), Type.String()]),
      'data has another union, and whether it accepts all that the older did cannot be decided',
    ],
    [
      'fewer items',
      Type.Array(Type.String({ maxLength: 3 }), { maxItems: 4 }),
      Type.Array(Type.String({ maxLength: 2 }), { maxItems: 3 }),
      'data has maxItems 3 now, it was 4',
    ],
  ])('are refused after %s, which is named', (_change, older, newer, message) => {
    expect(breaks(older, newer)).toContain(message);
  });

  it('are all accepted if no break is named, over random pairs of schemas', () => {
    const ajv = createAjv();
    let compatible = 0;
    fc.assert(
      fc.property(schemaPairs, fc.array(values, { minLength: 40, maxLength: 40 }), ([older, newer], tried) => {
        if (schemaBreaks(older, newer, 'data').length > 0) return;
        compatible += 1;
        for (const value of tried) if (ajv.validate(older, value)) expect(ajv.validate(newer, value)).toBe(true);
      }),
    );
    expect(compatible).toBeGreaterThan(0);
  });
});

const bounds = fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined });
const leaf = fc.oneof(
  fc.record({ type: fc.constant('string'), minLength: bounds, maxLength: bounds }),
  fc.record({ type: fc.constantFrom('number', 'integer'), minimum: bounds, maximum: bounds }),
  fc.record({ type: fc.constant('string'), enum: fc.uniqueArray(fc.constantFrom('', 'a', 'ab'), { minLength: 1 }) }),
  fc.constant({ type: 'boolean' }),
);
const { schemas } = fc.letrec<{ schemas: JsonSchema }>((tie) => ({
  schemas: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({ type: fc.constant('array'), items: tie('schemas'), minItems: bounds, maxItems: bounds }),
    fc
      .record({
        properties: fc.dictionary(fc.constantFrom('a', 'b'), tie('schemas'), { maxKeys: 2 }),
        required: fc.subarray(['a', 'b']),
        additionalProperties: fc.boolean(),
      })
      .map(({ properties, required, additionalProperties }) => ({
        type: 'object',
        properties,
        required: required.filter((name) => Object.hasOwn(properties, name)),
        additionalProperties,
      })),
  ),
}));
/** Pairs of a schema and another one, which often differs only a little. */
const schemaPairs = fc
  .tuple(schemas, schemas, fc.constantFrom('other', 'same', 'wider'))
  .map(([one, other, kind]): [JsonSchema, JsonSchema] => {
    const older = JSON.parse(JSON.stringify(one)) as JsonSchema;
    if (kind === 'other') return [older, JSON.parse(JSON.stringify(other))];
    if (kind === 'same') return [older, older];
    const { required: _required, minLength: _min, maximum: _max, ...wider } = older;
    return [older, wider];
  });
const values = fc
  .jsonValue({ maxDepth: 2 })
  .chain((value) =>
    fc.constantFrom(value, '', 'a', 'ab', 0, 1, 2.5, true, [], ['a'], {}, { a: 'a' }, { a: 1, b: 'ab' }, { b: [] }),
  );
