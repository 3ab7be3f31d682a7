import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../core/random.ts';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { type Quarantined, quarantine } from '../../../../lambdas/shared/batch/quarantine.ts';
import { queueOperations } from '../../../../local/aws/services/queue/operations.ts';
import { Queues } from '../../../../local/aws/services/queue/queues.ts';
import { kinesisRecord, rawRecord } from '../../../helpers/game.ts';

const QueueUrl = 'http://127.0.0.1/000000000000/q';

/** Sends through the local queue, which refuses what SQS refuses. Returns the contents of the messages. */
async function sent(quarantined: Omit<Quarantined, 'reason' | 'type'>) {
  const queues = new Queues(new VirtualScheduler(), seededRandom(1));
  const queue = queues.create({
    name: 'q',
    arn: 'arn:aws:sqs:us-east-1:000000000000:q',
    url: QueueUrl,
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 60,
    delaySeconds: 0,
  });
  const bodies: string[] = [];
  queue.onSend(({ body }) => bodies.push(body));
  const port = { sendMessage: async (input: object) => queueOperations(queues).SendMessage?.({ ...input }) as object };
  const ports = { quarantine: port, quarantineQueueUrl: QueueUrl };
  await quarantine(ports, { leaves: () => true }, { reason: { code: 'c', message: 'm' }, type: 't', ...quarantined });
  return bodies.map((body) => JSON.parse(body));
}

describe('a quarantine message', () => {
  it('is accepted for any event, and contains it unchanged', async () => {
    const anything = fc.string({
      unit: fc.oneof(
        fc.constantFrom('\u0000', '\u000b', '\ud800', '\udfff', '\ufffe', '\uffff', '"', '\\'),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.dictionary(anything, anything), async (data) => {
        const [message] = await sent({ events: [{ data }], record: kinesisRecord('t', [], '1') });
        expect(message.events[0].data).toEqual(JSON.parse(JSON.stringify(data)));
      }),
    );
  });

  it('keeps the bytes of a record that is too large for one message, in parts', async () => {
    const bytes = Buffer.alloc(1_048_576, 'payload ');
    const data = bytes.toString('base64');
    const parts = await sent({ record: rawRecord(data, '1') });
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map(({ record }) => record.part)).toEqual(
      parts.map((_, index) => ({ number: index + 1, of: parts.length })),
    );
    expect(parts.map(({ record }) => record.data).join('')).toBe(data);
  });

  it('keeps the record if its events are too large for one message', async () => {
    const events = [{ text: '\uffff'.repeat(300_000) }];
    const record = kinesisRecord('t', events, '1');
    const parts = await sent({ events, record });
    expect(parts.map(({ record: { data } }) => data).join('')).toBe(record.kinesis.data);
  });

  it('keeps the raw record of an event that is nested deeper than the stack', async () => {
    const depth = 90_000;
    const event: unknown = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    const record = rawRecord(Buffer.from('as it came').toString('base64'), '1');
    expect(await sent({ events: [event], record })).toMatchObject([
      { events: null, record: { data: record.kinesis.data, part: { number: 1, of: 1 } } },
    ]);
  });
});
