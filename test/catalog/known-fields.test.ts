import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { keepKnown, knownFields } from '../../catalog/known-fields.ts';
import { plain } from '../../catalog/validator.ts';

const strict = { additionalProperties: false } as const;
const Place = Type.Object({ latitude: Type.Number(), longitude: Type.Number() }, strict);
const Photo = Type.Object({ kind: Type.Literal('photo'), url: Type.String() }, strict);
const Note = Type.Object({ kind: Type.Literal('note'), text: Type.String() }, strict);

const cases: readonly (readonly [string, Parameters<typeof plain>[0], unknown, unknown])[] = [
  ['a flat object', Place, { latitude: 1, longitude: 2, altitude: 3 }, { latitude: 1, longitude: 2 }],
  [
    'an object in an object',
    Type.Object({ place: Place }, strict),
    { place: { latitude: 1, longitude: 2, altitude: 3 }, more: {} },
    { place: { latitude: 1, longitude: 2 } },
  ],
  [
    'objects in a list',
    Type.Object({ path: Type.Array(Place) }, strict),
    { path: [{ latitude: 1, longitude: 2, altitude: 3 }, { latitude: 4 }] },
    { path: [{ latitude: 1, longitude: 2 }, { latitude: 4 }] },
  ],
  ['a list in a list', Type.Array(Type.Array(Place)), [[{ latitude: 1, speed: 2 }], []], [[{ latitude: 1 }], []]],
  [
    'a choice of objects, of which the fields of each are kept',
    Type.Union([Photo, Note]),
    { kind: 'note', text: 'a', url: 'b', colour: 'red' },
    { kind: 'note', text: 'a', url: 'b' },
  ],
  ['a choice with a text', Type.Union([Type.String(), Note]), { text: 'a', colour: 'red' }, { text: 'a' }],
  ['a choice with any object', Type.Union([Type.Object({}), Note]), { text: 'a', colour: 1 }, { text: 'a', colour: 1 }],
  [
    'an object of any names by a pattern',
    Type.Record(Type.String({ pattern: '^[a-z]+$' }), Place, strict),
    { start: { latitude: 1, altitude: 2 }, 'END#1': {} },
    { start: { latitude: 1 } },
  ],
  ['an object that may have any field', Type.Object({ a: Place }), { a: { b: 1 }, c: 2 }, { a: { b: 1 }, c: 2 }],
  ['a value of another kind than was expected', Place, [1, 'a', null], [1, 'a', null]],
  [
    'a list where an object was expected',
    Type.Object({ a: Type.Array(Place) }, strict),
    { a: { b: 1 } },
    { a: { b: 1 } },
  ],
];

describe('the fields that a schema knows', () => {
  it.each(cases)('are kept in %s, and no others', (_name, schema, value, kept) => {
    const known = knownFields(plain(schema));
    expect(keepKnown(value, JSON.parse(JSON.stringify(known)))).toEqual(kept);
  });

  it('are all fields if the schema cannot be followed', () => {
    expect(knownFields({ $ref: '#/definitions/x' })).toBe('any');
    expect(keepKnown({ a: 1 }, 'any')).toEqual({ a: 1 });
  });
});
