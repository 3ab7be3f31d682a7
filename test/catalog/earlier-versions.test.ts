import Type from 'typebox';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineEvent } from '../../catalog/define-event.ts';
import type { EventOf } from '../../catalog/definition.ts';
import { ASSUMED_TABLE_USE } from '../../core/capacity/model/table-use.ts';

const strict = { additionalProperties: false } as const;
const common = {
  type: 'photo.taken',
  priority: 'normal',
  traffic: { peakEventsPerSecond: 10, meanBytes: 200, shape: 'steady' },
  latencyObjective: { percentile: 99, milliseconds: 5_000 },
  tableUse: ASSUMED_TABLE_USE,
} as const;
const First = Type.Object({ huntId: Type.String({ maxLength: 40 }), clue: Type.String({ maxLength: 40 }) }, strict);
const Second = Type.Object({ huntId: Type.String({ maxLength: 40 }), clueId: Type.String({ maxLength: 40 }) }, strict);
const Third = Type.Object(
  { huntId: Type.String({ maxLength: 40 }), clueIds: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 9 }) },
  strict,
);

const first = {
  version: 1,
  data: First,
  example: { huntId: 'h', clue: 'castle' },
  upgrade: ({ clue, ...rest }: { readonly huntId: string; readonly clue: string }) => ({ ...rest, clueId: clue }),
};

function defined(changes: object = {}, second: object = {}) {
  return defineEvent({
    ...common,
    version: 3,
    data: Third,
    partitionKey: 'data.huntId',
    example: { huntId: 'h', clueIds: [] },
    earlier: [
      { ...first, ...changes },
      {
        version: 2,
        data: Second,
        example: { huntId: 'h', clueId: 'castle' },
        upgrade: ({ clueId, ...rest }) => ({ ...rest, clueIds: [clueId] }),
        ...second,
      },
    ],
  });
}

describe('the earlier versions of a definition', () => {
  it('are kept newest first, and each reads the records down to the version before it', () => {
    const { earlier, validateStamped } = defined({ version: 1 });
    expect(earlier.map(({ version }) => version)).toEqual([2, 1]);
    const stamped = (version: number, data: object) => ({
      id: 'photo-0123456789',
      type: 'photo.taken',
      version,
      occurredAt: '2026-06-01T10:00:00Z',
      receivedAt: '2026-06-01T10:00:00.000Z',
      index: 0,
      playerId: 'ada',
      data,
    });
    expect(validateStamped(stamped(3, { huntId: 'h', clueIds: [] }))).toBeUndefined();
    expect(validateStamped(stamped(2, { huntId: 'h', clueIds: [] }))).toMatchObject({ path: 'version' });
    expect(earlier[0]?.validateStamped(stamped(2, { huntId: 'h', clueId: 'c' }))).toBeUndefined();
    expect(earlier[0]?.validateStamped(stamped(1, { huntId: 'h', clueId: 'c' }))).toMatchObject({ path: 'version' });
    expect(earlier[1]?.validateStamped(stamped(1, { huntId: 'h', clue: 'c' }))).toBeUndefined();
  });

  it('give an upgrade the type of its own data, and handlers the type of the newest', () => {
    const definition = defineEvent({
      ...common,
      version: 2,
      data: Second,
      partitionKey: 'playerId',
      example: { huntId: 'h', clueId: 'castle' },
      earlier: [
        {
          version: 1,
          data: First,
          example: { huntId: 'h', clue: 'castle' },
          upgrade: (data) => {
            expectTypeOf(data).toEqualTypeOf<{ huntId: string; clue: string }>();
            return { huntId: data.huntId, clueId: data.clue };
          },
        },
      ],
    });
    expectTypeOf<EventOf<typeof definition>['data']>().toEqualTypeOf<{ huntId: string; clueId: string }>();
    expect(definition.earlier[0]?.upgrade({ huntId: 'h', clue: 'c' })).toEqual({ huntId: 'h', clueId: 'c' });
  });

  it.each<[string, object, RegExp]>([
    ['a version that is not below the type’s', { version: 3 }, /earlier\.version: got 3; allowed: .* 1 to 2/],
    ['a version that is no number of one', { version: 0 }, /earlier\.version: got 0/],
    ['a version twice', { version: 2 }, /earlier\.version: got 2; allowed: each version once/],
    ['an open schema', { data: Type.Object({ huntId: Type.String({ maxLength: 40 }) }) }, /earlier version 1: data/],
    [
      'a schema without the field of the partition key',
      { data: Type.Object({ clue: Type.String({ maxLength: 40 }) }, strict) },
      /earlier version 1: partitionKey: got "data\.huntId"; allowed: playerId, data\.clue/,
    ],
    ['an example of another form', { example: { huntId: 'h' } }, /earlier version 1: example\.clue: got nothing/],
    [
      'an upgrade that throws',
      { upgrade: () => JSON.parse('no') },
      /earlier version 1: upgrade: got .*It threw on \{"huntId":"h","clue":"castle"\}/,
    ],
    [
      'an upgrade to what the next version refuses',
      { upgrade: (data: object) => data },
      /valid data of version 2\. data\.\S+ of the result is (required|not a known field)/,
    ],
    [
      'an upgrade that does not answer at once',
      { upgrade: async () => ({ huntId: 'h', clueId: 'c' }) },
      /valid data of version 2/,
    ],
    [
      'an upgrade that changes the partition key',
      { upgrade: () => ({ huntId: 'other', clueId: 'c' }) },
      /upgrade: got "other"; allowed: the same data\.huntId/,
    ],
  ])('refuse %s', (_what, changes, message) => {
    expect(() => defined(changes)).toThrow(message);
  });

  it('refuse an upgrade that works on its own example but not on an older version’s upgraded example', () => {
    const upgrade = ({ clueId, huntId }: { clueId: string; huntId: string }) => ({
      huntId,
      clueIds: clueId === 'castle' ? 'one' : [],
    });
    const second = { example: { huntId: 'h', clueId: 'bridge' }, upgrade };
    expect(() => defined({}, second)).toThrow(/earlier version 2: upgrade: .* the example of version 1/);
  });
});
