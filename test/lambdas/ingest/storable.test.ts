import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../core/random.ts';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import { checkShape, wasStorable } from '../../../lambdas/ingest/check-shape.ts';
import {
  isStorable,
  mayHoldUnstorableText,
  partitionKeyProblem,
  unstorableValue,
} from '../../../lambdas/ingest/storable.ts';
import { queueOperations } from '../../../local/aws/services/queue/operations.ts';
import { Queues } from '../../../local/aws/services/queue/queues.ts';
import { gameTable, TABLE_NAME } from '../../helpers/game-table.ts';

const scheduler = new VirtualScheduler();
const { table } = gameTable(scheduler);
const queues = new Queues(scheduler, seededRandom(1));
const QueueUrl = 'http://127.0.0.1/000000000000/q';
queues.create({
  name: 'q',
  arn: 'arn:aws:sqs:us-east-1:000000000000:q',
  url: QueueUrl,
  visibilityTimeoutSeconds: 30,
  retentionSeconds: 60,
  delaySeconds: 0,
});

async function tableTakes(value: number): Promise<boolean> {
  try {
    const Item = { pk: { S: 'p' }, sk: { S: 's' }, value: { N: String(value) } };
    await table.putItem({ TableName: TABLE_NAME, Item });
    return true;
  } catch {
    return false;
  }
}

function queueTakes(text: string): boolean {
  try {
    queueOperations(queues).SendMessage?.({ QueueUrl, MessageBody: text });
    return true;
  } catch {
    return false;
  }
}

/** Values around the limits of DynamoDB's numbers and of doubles. */
const EDGES = [0, -0, 1e-130, 9.99e-131, 1e-200, 5e-324, 1e125, 9.999999999999999e125, 1e126, 1.7976931348623157e308];

/** Any code units, with those that no store accepts more often. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\u0000',
      '\u0008',
      '\t',
      '\u000b',
      '\u001f',
      '\ud800',
      '\udc00',
      '\ufffd',
      '\ufffe',
      '\uffff',
      '🦊',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  minLength: 1,
});

describe('a value that ingest takes for storable', () => {
  it('is a number that the table accepts, and no other', async () => {
    const numbers = fc.oneof(fc.constantFrom(...EDGES, ...EDGES.map((edge) => -edge)), fc.double({ noNaN: true }));
    await fc.assert(
      fc.asyncProperty(numbers, async (number) => {
        expect(isStorable(number)).toBe(await tableTakes(number));
      }),
    );
  });

  it('is a text that the queue accepts, and no other', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(isStorable(value)).toBe(queueTakes(value));
      }),
    );
  });

  it('is checked in every body that may contain an unstorable text, in any JSON notation', () => {
    const escaped = (json: string) =>
      json.replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    fc.assert(
      fc.property(text, (value) => {
        for (const json of [JSON.stringify({ value }), escaped(JSON.stringify({ [value]: 1 }))]) {
          if (!isStorable(value)) expect(mayHoldUnstorableText(json)).toBe(true);
        }
      }),
    );
    expect(mayHoldUnstorableText('{"a":"\\b"}')).toBe(true);
    expect(mayHoldUnstorableText('{"a":"\\f"}')).toBe(true);
    expect(mayHoldUnstorableText(JSON.stringify({ text: 'Straße, 1\n"2"' }))).toBe(false);
  });

  it('is found at any depth of an event, and named with its place', () => {
    for (const [event, place] of [
      [{ data: { readings: [1, { height: 1e-200 }] } }, 'data.readings.1.height'],
      [{ data: { notes: { text: 'a\uffff' } } }, 'data.notes.text'],
      [{ data: { 'a\ufffe': 1 } }, 'data.a\ufffe'],
    ] as const) {
      expect(checkShape(event, true)).toBeUndefined();
      expect(wasStorable()).toBe(false);
      expect(unstorableValue(event)).toMatch(new RegExp(`^${place} cannot be stored: a (number|text) m`));
    }
    expect(checkShape({ data: { height: 1e-100, text: '🦊' } }, true)).toBeUndefined();
    expect(wasStorable()).toBe(true);
  });

  it('is a partition key of 1 to 256 characters, as Kinesis allows', () => {
    const definition = { partitionKey: 'data.flagId' } as const;
    expect(partitionKeyProblem(definition, { data: { flagId: 'x'.repeat(256) } })).toBeUndefined();
    for (const flagId of ['', 'x'.repeat(257)]) {
      expect(partitionKeyProblem(definition, { data: { flagId } })).toMatch(
        /^data\.flagId chooses the shard and must have 1 to 256 characters; got "/,
      );
    }
  });
});
