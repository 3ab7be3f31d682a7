import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { defineEvent } from '../../catalog/define-event.ts';
import type { EventSource } from '../../catalog/definition.ts';
import { Identifier } from '../../catalog/fields.ts';
import { InputError } from '../../core/errors.ts';

const valid = {
  type: 'flag.raised',
  version: 1,
  data: Type.Object({ flagId: Identifier, height: Type.Number() }, { additionalProperties: false }),
  partitionKey: 'playerId',
  priority: 'normal',
  traffic: { peakEventsPerSecond: 10, meanBytes: 200, shape: 'steady' },
  latencyObjective: { percentile: 99, milliseconds: 1_000 },
  example: { flagId: 'north', height: 3 },
} as const;

/** What a wrong definition says; `changes` need not fit the types, as JavaScript callers' need not. */
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
  it('is accepted when all is well, with its defaults', () => {
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
  ])('with %j fails at once', (changes, message) => {
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

  it('accept the records of older versions, since they are in the stream while a new one is deployed', () => {
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
