import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { checkCatalog } from '../../catalog/check-catalog.ts';
import { checkStage } from '../../catalog/check-stage.ts';
import { defineEvent } from '../../catalog/define-event.ts';
import { Identifier } from '../../catalog/fields.ts';
import { findStage } from '../../catalog/stage-named.ts';
import { type StageConfig, stages } from '../../catalog/stages.ts';
import { ASSUMED_TABLE_USE } from '../../core/capacity/model/table-use.ts';
import { InputError } from '../../core/errors.ts';

const closed = { additionalProperties: false } as const;
const flag = {
  type: 'flag.raised',
  version: 1,
  data: Type.Object({ flagId: Identifier }, closed),
  partitionKey: 'playerId',
  priority: 'normal',
  traffic: { peakEventsPerSecond: 10, meanBytes: 200, shape: 'steady' },
  latencyObjective: { percentile: 99, milliseconds: 1_000 },
  tableUse: ASSUMED_TABLE_USE,
  example: { flagId: 'north' },
} as const;

const stage = (change: object) => () => checkStage({ ...stages.prod, ...change } as StageConfig);
const event = (change: object) => () => defineEvent({ ...flag, ...change } as never);
const data = (fields: object) => event({ data: Type.Object(fields as never, closed) });
const authentication = (change: object) => stage({ authentication: { ...stages.prod.authentication, ...change } });

/** The likeliest mistakes of a studio, in a stage and in an event type. */
const MISTAKES: readonly (readonly [string, () => unknown])[] = [
  ['no traffic', stage({ trafficScale: 0 })],
  ['a negative rate', stage({ throttle: { requestsPerSecond: -5, burst: 5 } })],
  ['a burst below one', stage({ throttle: { requestsPerSecond: 5, burst: 0.5 } })],
  ['a rate as a text', stage({ throttle: { requestsPerSecond: '5', burst: 5 } })],
  ['an unknown mode of capacity', stage({ streamCapacity: 'ondemand' })],
  ['a name with an underscore', stage({ name: 'my_stage' })],
  ['a name with a capital', stage({ name: 'Prod' })],
  ['a name that is not the key', () => findStage({ staging: stages.prod }, 'staging')],
  ['a stage that is misspelt', () => findStage(stages, 'prd')],
  ['a region that AWS does not have', stage({ region: 'us-moon-1' })],
  ['a region that is misspelt', stage({ region: 'eu-wst-1' })],
  ['an empty issuer', authentication({ issuer: '' })],
  ['keys without TLS', authentication({ jwksUri: 'http://issuer.example.com/keys' })],
  ['keys from nowhere', authentication({ jwksUri: undefined })],
  ['a misspelt setting', stage({ reservedConcurency: true })],
  ['yes for true', stage({ waf: 'yes' })],
  ['a throttle left out', stage({ throttle: undefined })],
  ['a type twice', () => checkCatalog([flag, flag])],
  ['a type with the names of another', () => checkCatalog([{ type: 'a.1.b' }, { type: 'a1.b' }])],
  ['a type with the name of a part of the stack', () => checkCatalog([{ type: 'event.bus' }])],
  ['a misspelt field of a type', event({ latencyObjectve: flag.latencyObjective })],
  ['a misspelt field of the traffic', event({ traffic: { ...flag.traffic, meanBites: 3 } })],
  ['a misspelt priority', event({ priority: 'critcal' })],
  ['a misspelt option of the processing', event({ processing: { batchsize: 5 } })],
  ['a text without a bound', data({ flagId: Identifier, note: Type.String() })],
  ['a text with a pattern alone', data({ flagId: Identifier, note: Type.String({ pattern: '^a{1,9}$' }) })],
  ['a list without a bound', data({ flagId: Identifier, at: Type.Array(Identifier) })],
  ['an open object inside', data({ flagId: Identifier, place: Type.Object({ name: Identifier }) })],
  ['a map', data({ flagId: Identifier, names: Type.Record(Type.String({ maxLength: 9 }), Identifier) })],
  ['anything', data({ flagId: Identifier, extra: Type.Any() })],
  ['a field that ingest forbids', data({ flagId: Identifier, constructor: Identifier })],
  [
    'an event that is always too large',
    event({
      data: Type.Object({ text: Type.String({ minLength: 65_500, maxLength: 80_000 }) }, closed),
      example: { text: 'a'.repeat(65_500) },
    }),
  ],
  ['an example that the schema refuses', event({ example: { flagId: 'a b' } })],
  [
    'a value outside a union',
    event({
      data: Type.Object(
        { flagId: Identifier, colour: Type.Union([Type.Literal('red'), Type.Literal('blue')]) },
        closed,
      ),
      example: { flagId: 'north', colour: 'green' },
    }),
  ],
];

describe('a plausible mistake in the catalog or the stages', () => {
  it.each(MISTAKES)('%s: gets one message of one line', (_, make) => {
    expect(make).toThrow(InputError);
    expect(make).toThrow(/^[^\n]+: got [^\n]+; allowed: [^\n]+\. [^\n]+[.?]$/);
  });

  it('gets the message that mistakes.txt lists', async () => {
    const lines = MISTAKES.map(([mistake, make]) => `${mistake}\n  ${messageOf(make)}\n`);
    await expect(lines.join('\n')).toMatchFileSnapshot('mistakes.txt');
  });
});

function messageOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}
