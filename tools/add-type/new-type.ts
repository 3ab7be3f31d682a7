import Type from 'typebox';
import { defineEvent } from '../../catalog/define-event.ts';
import type { EventDefinition } from '../../catalog/definition.ts';
import { Answer, DisplayName, Identifier } from '../../catalog/fields.ts';
import type { TableUse } from '../../core/capacity/model/table-use.ts';
import type { Priority } from '../../core/capacity/model/workload.ts';
import { InputError } from '../../core/errors.ts';

/** A new type as the command line describes it. */
export interface NewType {
  readonly type: string;
  /** `playerId` or `data.FIELD`. */
  readonly key: string;
  readonly priority: Priority;
  /** Events a second at the peak, over all players, in a stage of `trafficScale` 1. */
  readonly peak: number;
}

/** A field of the new type's `data`: the name of its schema in catalog/fields.ts, and its example. */
export interface NewField {
  readonly name: string;
  readonly schema: keyof typeof SCHEMAS;
  readonly example: string;
}

export const LATENCY_OBJECTIVE = { percentile: 99, milliseconds: 5_000 } as const;
export const SHAPE = 'start-burst';
/** The generated field for the subject of a studio's event. */
export const SUBJECT = 'subjectId';

const SCHEMAS = { Identifier, DisplayName, Answer };
/** Longest name of a type with which no generated line is longer than 120 characters. */
const MAX_TYPE_LENGTH = 32;
const MAX_FIELD_LENGTH = 32;
const FIELD = /^[a-z][A-Za-z0-9]*$/;
/**
 * Fields that the load generator fills by name (tools/shared/load/event-bodies.ts) with texts that `Identifier` does
 * not accept.
 */
const NAMED_TEXTS: Readonly<Record<string, Pick<NewField, 'schema' | 'example'>>> = {
  displayName: { schema: 'DisplayName', example: 'Ada' },
  answer: { schema: 'Answer', example: 'One o’clock' },
};
const NAMED_NUMBERS = ['latitude', 'longitude', 'accuracyMeters'];

/**
 * The fields of a new type's `data`: the hunt, the partition key, and the subject.
 * @throws InputError that names `--key`
 */
export function fieldsOf({ key }: NewType): readonly NewField[] {
  const names = new Set(['huntId']);
  if (key !== 'playerId') names.add(keyField(key));
  names.add(SUBJECT);
  return [...names].map((name) => ({
    name,
    ...((Object.hasOwn(NAMED_TEXTS, name) ? NAMED_TEXTS[name] : undefined) ?? {
      schema: 'Identifier',
      example: name === 'huntId' ? 'edinburgh-old-town' : 'castle',
    }),
  }));
}

function keyField(key: string): string {
  const name = key.startsWith('data.') ? key.slice('data.'.length) : '';
  if (FIELD.test(name) && name.length <= MAX_FIELD_LENGTH && !NAMED_NUMBERS.includes(name)) return name;
  throw new InputError({
    input: '--key',
    received: key,
    allowed: `playerId, or data.FIELD: a text field of at most ${MAX_FIELD_LENGTH} letters and digits, a lower-case letter first`,
    remedy: 'Write for example --key playerId or --key data.teamId: a field with many values.',
  });
}

/**
 * The definition in the generated file, checked like every definition.
 * @throws InputError that names the field
 */
export function definitionOf(added: NewType): EventDefinition {
  if (added.type.length > MAX_TYPE_LENGTH) {
    throw new InputError({
      input: 'the type',
      received: added.type,
      allowed: `at most ${MAX_TYPE_LENGTH} characters`,
      remedy: 'Choose a shorter name: it becomes part of the names of AWS resources.',
    });
  }
  const fields = fieldsOf(added);
  const properties = Object.fromEntries(fields.map(({ name, schema }) => [name, SCHEMAS[schema]]));
  return defineEvent({
    type: added.type,
    version: 1,
    data: Type.Object(properties, { additionalProperties: false }),
    partitionKey: added.key as 'playerId',
    priority: added.priority,
    traffic: { peakEventsPerSecond: added.peak, meanBytes: meanBytesOf(added), shape: SHAPE },
    latencyObjective: LATENCY_OBJECTIVE,
    tableUse: tableUseOf(added),
    example: exampleOf(added),
  });
}

/** Name of the player's item in the table, such as `PHOTO_SHARED`. */
export function itemName(type: string): string {
  return type.replaceAll('.', '_').toUpperCase();
}

/** The table use of the generated handler: one write of the player's newest event, for a batch of any size. */
export function tableUseOf({ type }: Pick<NewType, 'type'>): readonly TableUse[] {
  const item = itemName(type);
  return [
    { when: 'any number', share: 1, calls: [{ kind: 'write', item }] },
    { when: 'again', share: 0, calls: [{ kind: 'write', item, refused: true }] },
  ];
}

export function exampleOf(added: NewType): Readonly<Record<string, string>> {
  return Object.fromEntries(fieldsOf(added).map(({ name, example }) => [name, example]));
}

/** Bytes of the example as a phone sends it, rounded up to tens. */
export function meanBytesOf(added: NewType): number {
  const event = {
    id: '0123456789abcdef012345',
    type: added.type,
    occurredAt: '2026-01-01T12:00:00.000Z',
    data: exampleOf(added),
  };
  return Math.ceil(Buffer.byteLength(JSON.stringify(event)) / 10) * 10;
}
