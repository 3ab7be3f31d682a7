import Type, { type TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { defineEvent } from '../../catalog/define-event.ts';
import type { EventSource } from '../../catalog/definition.ts';
import { MAX_EVENT_BYTES } from '../../catalog/event-limits.ts';
import { Identifier } from '../../catalog/fields.ts';
import { catalog } from '../../catalog/index.ts';
import { largestBytes, smallestBytes } from '../../catalog/schema-size.ts';
import { lazyValidator, plain } from '../../catalog/validator.ts';
import { ASSUMED_TABLE_USE } from '../../core/capacity/model/table-use.ts';
import { InputError } from '../../core/errors.ts';

const closed = { additionalProperties: false } as const;
const valid = {
  type: 'flag.raised',
  version: 1,
  data: Type.Object({ flagId: Identifier, height: Type.Number() }, { additionalProperties: false }),
  partitionKey: 'playerId',
  priority: 'normal',
  traffic: { peakEventsPerSecond: 10, meanBytes: 200, shape: 'steady' },
  latencyObjective: { percentile: 99, milliseconds: 1_000 },
  tableUse: ASSUMED_TABLE_USE,
  example: { flagId: 'north', height: 3 },
} as const;

/**
 * The message about a wrong definition. `changes` need not match the types, because those of JavaScript callers need
 * not.
 */
function refusal(changes: object): string {
  try {
    defineEvent({ ...valid, ...changes } as unknown as EventSource<string, typeof valid.data>);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  return 'accepted';
}

describe('an event definition', () => {
  it('is accepted with its defaults if everything is valid', () => {
    const definition = defineEvent(valid);
    expect(definition.maxEventsPerEntry).toBe(100);
    expect(definition.retired).toBe(false);
    expect(definition.traffic.meanEventsPerRequest).toBe(1);
  });

  it('may choose a required string field of its data as partition key', () => {
    expect(refusal({ partitionKey: 'data.flagId' })).toBe('accepted');
  });

  it.each([
    [{ type: 'FlagRaised' }, 'type: got "FlagRaised"'],
    [{ type: 'flag' }, 'type: got "flag"'],
    [{ retired: 'yes' }, 'retired: got "yes"; allowed: true or false'],
    [{ version: 0 }, 'version: got 0; allowed: a whole number from 1'],
    [{ data: Type.Object({ flagId: Identifier }) }, 'additionalProperties: false'],
    [
      { data: Type.Object({ 'a"b': Identifier }, { additionalProperties: false }) },
      'field names of letters, digits and _',
    ],
    [{ partitionKey: 'data.height' }, 'partitionKey: got "data.height"; allowed: playerId, data.flagId'],
    [{ partitionKey: 'data.nothing' }, 'allowed: playerId, data.flagId'],
    [{ priority: 'urgent' }, 'priority: got "urgent"; allowed: critical, normal, sheddable'],
    [{ traffic: { ...valid.traffic, peakEventsPerSecond: 0 } }, 'traffic.peakEventsPerSecond: got 0'],
    [{ traffic: { ...valid.traffic, meanBytes: 70_000 } }, 'traffic.meanBytes: got 70000'],
    [{ traffic: { ...valid.traffic, shape: 'random' } }, 'steady, evening, start-burst'],
    [{ traffic: { ...valid.traffic, meanEventsPerRequest: 101 } }, 'traffic.meanEventsPerRequest: got 101'],
    [
      { processing: { batchSize: 10_001 } },
      'processing.batchSize: got 10001; allowed: a whole number from 1 to 10000 (records)',
    ],
    [{ processing: { parallelizationFactor: 11 } }, 'processing.parallelizationFactor: got 11'],
    [
      { processing: { retryAttempts: -2 } },
      'processing.retryAttempts: got -2; allowed: a whole number from -1 to 10000',
    ],
    [{ processing: { timeoutSeconds: 9 } }, 'processing.timeoutSeconds: got 9; allowed: a whole number from 10 to 900'],
    [{ processing: { maxRecordAgeSeconds: 30 } }, 'processing.maxRecordAgeSeconds: got 30'],
    [{ processing: { bisectBatchOnError: 'yes' } }, 'processing.bisectBatchOnError: got "yes"'],
    [{ processing: { batchsize: 5 } }, 'processing.batchsize: got 5; allowed: batchSize'],
    [{ maxEventsPerEntry: 0 }, 'maxEventsPerEntry: got 0'],
    [{ latencyObjective: { percentile: 100, milliseconds: 5 } }, 'latencyObjective.percentile: got 100'],
    [{ latencyObjective: { percentile: 99, milliseconds: 0 } }, 'latencyObjective.milliseconds: got 0'],
    [{ example: { flagId: 'north' } }, 'example.height: got nothing; allowed: a value that is required'],
    [{ example: { flagId: '', height: 1 } }, 'example.flagId: got ""'],
  ])('with %j fails immediately', (changes, message) => {
    expect(refusal(changes)).toContain(message);
  });
});

describe('the validators of a definition', () => {
  const definition = defineEvent(valid);
  const submitted = {
    id: 'aaaaaaaaaaaaaaaa',
    type: 'flag.raised',
    occurredAt: '2026-01-02T03:04:05Z',
    data: valid.example,
  };
  const stamped = { ...submitted, version: 1, receivedAt: '2026-01-02T03:04:06.000Z', index: 0, playerId: 'ada' };

  it('accept what a phone sends and what ingest makes of it', () => {
    expect(definition.validateSubmitted(submitted)).toBeUndefined();
    expect(definition.validateStamped(stamped)).toBeUndefined();
  });

  it('accept records of older versions, which are in the stream while a new version is deployed', () => {
    const next = defineEvent({ ...valid, version: 2 });
    expect(next.validateStamped(stamped)).toBeUndefined();
    expect(definition.validateStamped({ ...stamped, version: 2 })).toMatchObject({ path: 'version' });
  });

  it.each([
    [{ id: 'short' }, 'id'],
    [{ id: 'a'.repeat(65) }, 'id'],
    [{ id: 'aaaaaaaaaaaaaaa\ud800' }, 'id'],
    [{ occurredAt: '2026-13-01T00:00:00Z' }, 'occurredAt'],
    [{ occurredAt: 'now' }, 'occurredAt'],
    [{ occurredAt: 5 }, 'occurredAt'],
    [{ data: [] }, 'data'],
    [{ data: { flagId: 'north', height: 1, extra: 1 } }, 'data.extra'],
    [{ data: { flagId: 'north', height: 1, ['__proto__']: 1 } }, 'data.__proto__'],
    [{ playerId: 'mallory' }, 'playerId'],
  ])('refuse %j and name the field', (changes, path) => {
    expect(definition.validateSubmitted({ ...submitted, ...changes })).toMatchObject({ path });
  });
});

describe('the bytes of an event', () => {
  const fields = {
    text: Type.String({ minLength: 2, maxLength: 40 }),
    colour: Type.Union([Type.Literal('red'), Type.Null()]),
    at: Type.Optional(Type.Array(Type.Object({ on: Type.Boolean(), n: Type.Number() }, closed), { maxItems: 3 })),
    pair: Type.Tuple([Type.Integer(), Type.Enum(['a', 'bcd'])]),
  };
  const schema = plain(Type.Object(fields, closed));
  const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

  it('are counted exactly for the smallest and the largest value', () => {
    expect(smallestBytes(schema)).toBe(bytes({ text: 'ab', colour: null, pair: [1, 'a'] }));
    const n = -Number.MAX_VALUE;
    const at = [1, 2, 3].map(() => ({ on: false, n }));
    // JSON writes a control character as six bytes.
    const largest = { text: '\u0001'.repeat(40), colour: 'red', at, pair: [n, 'bcd'] };
    expect(largestBytes(schema)).toBe(bytes(largest));
  });

  it('are finite and small enough for every shipped type', () => {
    for (const { type, largestEventBytes } of catalog)
      expect([type, largestEventBytes < MAX_EVENT_BYTES]).toEqual([type, true]);
  });
});

describe('what a union refuses', () => {
  const Photo = Type.Object({ kind: Type.Literal('photo'), url: Type.String({ maxLength: 3 }) }, closed);
  const Note = Type.Object({ kind: Type.Literal('note'), text: Type.String({ maxLength: 3 }) }, closed);

  it.each<[string, TSchema, unknown, object]>([
    ['a text', Type.Union([Type.Literal('a'), Type.Literal('b')]), 'c', { message: 'must be "a" or "b"' }],
    ['a number', Type.Union([Type.Literal('a'), Type.Literal('b')]), 5, { message: 'must be "a" or "b"' }],
    ['a word of an enum', Type.Enum(['a', 'b', 'c']), 'd', { message: 'must be "a", "b" or "c"' }],
    [
      'a value of another type',
      Type.Union([Type.Literal(1), Type.Null(), Type.String({ maxLength: 2 })]),
      true,
      { message: 'must be 1, null or a text' },
    ],
    ['the wrong field of a branch', Type.Union([Photo, Note]), { kind: 'note', text: 'long' }, { path: 'text' }],
    ['the wrong type in a branch', Type.Union([Photo, Note]), { kind: 'photo', url: 5 }, { path: 'url' }],
  ])('lists all allowed values, or explains the intended branch: %s', (_, schema, value, violation) => {
    expect(lazyValidator(schema)(value)).toMatchObject(violation);
  });
});

describe('maxLength', () => {
  it('counts code points, as JSON Schema does, not UTF-16 units', () => {
    const validate = lazyValidator(Type.String({ maxLength: 3 }));
    expect(validate('👩👩👩')).toBeUndefined();
    expect(validate('👩👩👩👩')).toMatchObject({ message: 'must NOT have more than 3 characters' });
    expect(validate('abcd')).toMatchObject({ message: 'must NOT have more than 3 characters' });
  });
});
