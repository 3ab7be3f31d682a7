import Type, { type TObject } from 'typebox';
import { describe, expect, it } from 'vitest';
import { readContract } from '../../build/contract-file.ts';
import {
  type Contract,
  checkContract,
  contractBreaks,
  release,
  unreleased,
  withoutType,
} from '../../catalog/contract.ts';
import { defineEvent } from '../../catalog/define-event.ts';
import type { EventDefinition } from '../../catalog/definition.ts';
import { catalog as shipped } from '../../catalog/index.ts';
import { ASSUMED_TABLE_USE } from '../../core/capacity/model/table-use.ts';

const strict = { additionalProperties: false } as const;
const Name = Type.String({ maxLength: 40 });
const First = Type.Object(
  { huntId: Type.String({ maxLength: 40 }), name: Name, team: Type.Optional(Type.String({ maxLength: 40 })) },
  strict,
);
const example = { huntId: 'h', name: 'Ada' };

function photo(version: number, data: TObject, changes: object = {}): EventDefinition {
  return defineEvent({
    type: 'photo.taken',
    version,
    data,
    partitionKey: 'playerId',
    priority: 'normal',
    traffic: { peakEventsPerSecond: 10, meanBytes: 200, shape: 'steady' },
    latencyObjective: { percentile: 99, milliseconds: 5_000 },
    tableUse: ASSUMED_TABLE_USE,
    example,
    ...changes,
  });
}

const released = release({ types: {} }, [photo(1, First)]);
const Renamed = Type.Object({ huntId: Type.String({ maxLength: 40 }), displayName: Name }, strict);
const renamed = { example: { huntId: 'h', displayName: 'Ada' } };
const first = {
  version: 1,
  data: First,
  example,
  upgrade: ({ huntId, name }: { huntId: string; name: string }) => ({ huntId, displayName: name }),
};
const problems = (contract: Contract, ...catalog: readonly EventDefinition[]) =>
  contractBreaks(contract, catalog).flatMap((one) => [...one.problems, one.remedy]);

describe('the shipped catalog', () => {
  it('keeps every released version; npm run cairn -- release-types lists what is new', () => {
    expect(contractBreaks(readContract(), shipped)).toEqual([]);
  });
});

describe('a released type', () => {
  it('may stay as it is, with other descriptions and another order of its fields', () => {
    const data = Type.Object(
      { name: Name, team: First.properties.team, huntId: Type.String({ description: 'x', maxLength: 40 }) },
      strict,
    );
    expect(problems(released, photo(1, data))).toEqual([]);
  });

  it.each<[string, TObject, readonly string[], object?]>([
    ['a field removed', Type.Omit(First, ['team'], strict), ['data.team was removed or renamed']],
    [
      'a field renamed',
      Renamed,
      ['data.name was removed or renamed', 'data.team was removed or renamed', 'data.displayName is required now'],
      renamed,
    ],
    [
      'a new required field',
      Type.Object({ ...First.properties, clue: Type.String({ maxLength: 40 }) }, strict),
      ['data.clue is required now'],
      { example: { ...example, clue: 'c' } },
    ],
    [
      'an optional field required',
      Type.Required(First, strict),
      ['data.team is required now'],
      { example: { ...example, team: 't' } },
    ],
    [
      'another type',
      Type.Object({ ...First.properties, name: Type.Number() }, strict),
      ['data.name was "string" and is "number"'],
      { example: { huntId: 'h', name: 1 } },
    ],
    [
      'a narrower bound',
      Type.Object({ ...First.properties, name: Type.String({ maxLength: 20 }) }, strict),
      ['data.name has maxLength 20 now, it was 40'],
    ],
    [
      'a pattern that cannot be compared',
      Type.Object({ ...First.properties, name: Type.String({ maxLength: 40, pattern: '^A' }) }, strict),
      ['data.name has another pattern, and whether it accepts all that the older did cannot be decided'],
    ],
  ])(
    'may not have %s, in the same version or in a raised one that does not keep the old one',
    (_change, data, found, changes) => {
      const options = { example, ...changes };
      expect(problems(released, photo(1, data, options))).toEqual([
        ...found.map((one) => `${one}, and version 1 is released`),
        'Undo it; or set version: 2 and keep the released one: earlier: [{ version: 1, data, example, upgrade }] in catalog/photo-taken.ts.',
      ]);
      expect(problems(released, photo(2, data, options))).toEqual([
        ...found.map((one) => `${one} in version 2, and phones send version 1`),
        'Undo it; or keep the released one: earlier: [{ version: 1, data, example, upgrade }] in catalog/photo-taken.ts.',
      ]);
    },
  );

  it('may change freely in a raised version that keeps the released one', () => {
    expect(problems(released, photo(2, Renamed, { ...renamed, earlier: [first] }))).toEqual([]);
  });

  it('may keep the released version only unchanged', () => {
    const data = Type.Object({ huntId: Type.String({ maxLength: 40 }), name: Type.String({ maxLength: 50 }) }, strict);
    expect(problems(released, photo(2, Renamed, { ...renamed, earlier: [{ ...first, data }] }))).toEqual([
      'data.team was removed or renamed, and version 1 is released',
      'Undo it: earlier version 1 stays as it was released.',
    ]);
  });

  it('may accept more only in a raised version, because an old handler does not know the new field in the old version', () => {
    const data = Type.Object({ ...First.properties, clue: Type.Optional(Type.String({ maxLength: 40 })) }, strict);
    expect(problems(released, photo(1, data))).toEqual([
      'version 1 is released and accepts more now: handlers that are still of the older release cannot read it',
      'Undo it; or set version: 2 in catalog/photo-taken.ts.',
    ]);
    expect(problems(released, photo(2, data))).toEqual([]);
  });

  it('may not go back to a lower version', () => {
    const second = release(released, [photo(2, First)]);
    expect(problems(second, photo(1, First))).toEqual([
      'its version went back from 2 to 1',
      'Set version: 2 again; or change what it accepts with version: 3.',
    ]);
  });

  it('may not change its partition key in any version', () => {
    const remedy =
      'Undo it; or define a new type with that key: the key is the same in all versions, as events under another key would overtake those before.';
    for (const version of [1, 2]) {
      expect(problems(released, photo(version, First, { partitionKey: 'data.huntId' }))).toEqual([
        'its partition key was playerId and is data.huntId',
        remedy,
      ]);
    }
  });

  it('may not disappear except by remove-type', () => {
    expect(problems(released)).toEqual([
      'it was released and is no longer in the catalog',
      'Put it back; or retire it first and then remove it: npm run cairn -- remove-type photo.taken (docs/add-an-event-type.md).',
    ]);
    expect(problems(withoutType(released, 'photo.taken'))).toEqual([]);
  });

  it('has each released version read by the next kept version above it', () => {
    const Wider = Type.Object({ ...First.properties, clue: Type.Optional(Type.String({ maxLength: 40 })) }, strict);
    const second = release(released, [photo(2, Wider)]);
    const kept = { ...first, version: 2, data: Wider };
    expect(problems(second, photo(3, Renamed, { ...renamed, earlier: [kept] }))).toEqual([]);
    // Version 1 is kept, but 2 is not, and 3 does not accept its events.
    expect(problems(second, photo(3, Renamed, { ...renamed, earlier: [first] }))).toEqual([
      'data.name was removed or renamed in version 3, and phones send version 2',
      'data.team was removed or renamed in version 3, and phones send version 2',
      'data.clue was removed or renamed in version 3, and phones send version 2',
      'data.displayName is required now in version 3, and phones send version 2',
      'Undo it; or keep the released one: earlier: [{ version: 2, data, example, upgrade }] in catalog/photo-taken.ts.',
    ]);
  });
});

describe('what was never released', () => {
  it('may change freely, including its earlier versions', () => {
    expect(problems({ types: {} }, photo(1, First))).toEqual([]);
    expect(problems(released, photo(3, First))).toEqual([]);
    expect(unreleased(released, [photo(2, Renamed, { ...renamed, earlier: [first] })])).toEqual([
      { type: 'photo.taken', version: 2 },
    ]);
  });

  it('is added by a release, which changes nothing that was released before', () => {
    const second = release(released, [photo(2, Renamed, { ...renamed, earlier: [first] })]);
    expect(Object.keys(second.types['photo.taken']?.versions ?? {})).toEqual(['1', '2']);
    expect(second.types['photo.taken']?.versions['1']).toEqual(released.types['photo.taken']?.versions['1']);
    expect(unreleased(second, [photo(2, Renamed, { ...renamed, earlier: [first] })])).toEqual([]);
  });
});

describe('a contract that was broken', () => {
  it('is reported in one block: each problem, then the ways out', () => {
    expect(() => checkContract(released, [photo(1, Type.Omit(First, ['team'], strict))])).toThrow(
      `the catalog breaks what was released (catalog/contract.json); phones in the field count on it:
  photo.taken: data.team was removed or renamed, and version 1 is released
    → Undo it; or set version: 2 and keep the released one: earlier: [{ version: 1, data, example, upgrade }] in catalog/photo-taken.ts.`,
    );
  });

  it('cannot be released', () => {
    expect(() => release(released, [photo(2, Renamed, renamed)])).toThrow('phones send version 1');
  });
});
