import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventDefinition } from '../../../../catalog/definition.ts';
import { plain } from '../../../../catalog/validator.ts';
import { seededRandom } from '../../../../core/random.ts';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { prepareEntries } from '../../../../lambdas/ingest/prepare-entries.ts';
import type { QuarantinePort } from '../../../../lambdas/shared/ports.ts';
import { queueOperations } from '../../../../local/aws/services/queue/operations.ts';
import { Queues } from '../../../../local/aws/services/queue/queues.ts';
import { HUNT, HUNT_ID, kinesisRecord, STARTS_AT_MS, storeHunt } from '../../../helpers/game.ts';
import { gameTable, TABLE_NAME } from '../../../helpers/game-table.ts';
import { recordingLog, recordingMetrics } from '../../../helpers/recorders.ts';
import { CONTEXT, GAME, typeFunctions } from '../../../helpers/type-functions.ts';

/** The keywords of the catalog's schemas. */
interface Schema {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
}

const NAMES = [
  ...[HUNT_ID, ...HUNT.clues.map(({ clueId }) => clueId), ...HUNT.treasures.map(({ treasureId }) => treasureId)],
  ...['__proto__', 'constructor', 'hasOwnProperty', 'x'.repeat(64), '-', '0'],
];
const NUMBERS = [0, -0, 1e-130, 1e-131, 1e-200, 5e-324, -1e-200, 1e-7, 0.1 + 0.2, 90, -180, 1e21, 1e126, 1e308];

/** Texts of any character that JSON can contain, with those that some store refuses more often. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\u0000', '\u001f', '\u007f', '\u2028', '\ud800', '\ufffd', '\ufffe', '\uffff', '"', '\\', '🦊'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  minLength: 1,
  maxLength: 200,
});

/** Values that match a schema, or nearly do: ingest decides which it accepts. */
function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.properties !== undefined) {
    const members = Object.entries(schema.properties).map(([name, member]) => [name, valuesOf(member)] as const);
    return fc.record(Object.fromEntries(members), { requiredKeys: [...(schema.required ?? [])] });
  }
  if (schema.type === 'number' || schema.type === 'integer') {
    const { minimum: min = -1e300, maximum: max = 1e300 } = schema;
    const edges = NUMBERS.filter((number) => number >= min && number <= max);
    return fc.oneof(fc.constantFrom(...edges, min, max), fc.double({ min, max, noNaN: true }));
  }
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(valuesOf));
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'array') {
    const { items = {}, minItems: minLength = 0, maxItems: maxLength = 10 } = schema;
    return fc.array(valuesOf(items), { minLength, maxLength });
  }
  if (schema.type === 'string') return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...NAMES) }, text);
  throw new Error(`no values for ${JSON.stringify(schema)}`);
}

let ids = 0;
const eventOf = (definition: EventDefinition) =>
  fc
    .record({ data: valuesOf(plain(definition.dataSchema)), playerId: fc.constantFrom('ada', 'bob', 'a|b:c@d.e-f') })
    .map(({ data, playerId }) => {
      ids += 1;
      const id = `event-${String(ids).padStart(12, '0')}`;
      const event = { id, type: definition.type, occurredAt: '2026-06-01T10:00:00.123456789+01:00', data };
      return { playerId, event };
    });

/** The records of the events that ingest accepts, one event each. */
function acceptedRecords(events: readonly { readonly playerId: string; readonly event: object }[]) {
  return events.flatMap(({ playerId, event }) => {
    const stamps = { playerId, receivedAt: new Date(STARTS_AT_MS + 60_000).toISOString() };
    const { entries } = prepareEntries(JSON.stringify({ events: [event] }), stamps);
    return entries.map(({ type, detail }, index) => ({
      type,
      record: kinesisRecord(type, JSON.parse(detail).events, `${playerId}-${index}-${ids}`),
    }));
  });
}

async function environment() {
  const scheduler = new VirtualScheduler(STARTS_AT_MS + 61_000);
  const { table } = gameTable(scheduler);
  await storeHunt(table);
  const queues = new Queues(scheduler, seededRandom(1));
  const QueueUrl = 'http://127.0.0.1/000000000000/quarantine';
  const queue = queues.create({
    name: 'quarantine',
    arn: 'arn:aws:sqs:us-east-1:000000000000:quarantine',
    url: QueueUrl,
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 60,
    delaySeconds: 0,
  });
  let quarantined = 0;
  queue.onSend(({ body }) => {
    quarantined += JSON.parse(body).events?.length ?? 1;
  });
  const quarantine: QuarantinePort = {
    sendMessage: async (input) => queueOperations(queues).SendMessage?.({ ...input }) as object,
  };
  const metrics = recordingMetrics();
  const functions = typeFunctions({
    clock: scheduler,
    random: seededRandom(1),
    table,
    tableName: TABLE_NAME,
    quarantine,
    quarantineQueueUrl: QueueUrl,
    log: recordingLog(),
    metrics,
  });
  return { functions, ended: () => metrics.total('Processed') + quarantined };
}

describe('an event that ingest accepts', () => {
  it.each(GAME.map((definition) => [definition.type, definition] as const))(
    'of %s is processed or quarantined by a new environment, and never retried for its content',
    async (_type, definition) => {
      let accepted = 0;
      await fc.assert(
        fc.asyncProperty(eventOf(definition), async (event) => {
          for (const { type, record } of acceptedRecords([event])) {
            accepted += 1;
            const { functions, ended } = await environment();
            expect(await functions[type]?.({ Records: [record] }, CONTEXT)).toEqual({ batchItemFailures: [] });
            expect(ended()).toBe(1);
          }
        }),
      );
      expect(accepted).toBeGreaterThan(5);
    },
  );

  it('never blocks its batch: every event of any batch ends', async () => {
    const batches = fc.array(fc.oneof(...GAME.map(eventOf)), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(batches, async (events) => {
        const { functions, ended } = await environment();
        const records = acceptedRecords(events);
        for (const type of new Set(records.map((each) => each.type))) {
          const Records = records.filter((each) => each.type === type).map(({ record }) => record);
          expect(await functions[type]?.({ Records }, CONTEXT)).toEqual({ batchItemFailures: [] });
        }
        expect(ended()).toBe(records.length);
      }),
    );
  });
});
