import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quarantine } from '../../../../lambdas/shared/batch/quarantine.ts';
import { memberText, orderOf } from '../../../../tools/dead-letters/letters/envelope.ts';
import { failureLetter } from '../../../../tools/dead-letters/letters/failure-letter.ts';
import { groupLetters } from '../../../../tools/dead-letters/letters/group.ts';
import type { QueueMessage } from '../../../../tools/dead-letters/letters/letter.ts';
import { quarantineLetters } from '../../../../tools/dead-letters/letters/quarantine-letters.ts';
import { ruleLetter, unroutedLetter } from '../../../../tools/dead-letters/letters/queue-letters.ts';
import { selectLetters } from '../../../../tools/dead-letters/letters/select.ts';
import { NOW } from '../../../helpers/fake-account.ts';
import { kinesisRecord, rawRecord, stamped } from '../../../helpers/game.ts';
import { envelopeText } from '../letter-services.ts';

const message = (body: string, change: Partial<QueueMessage> = {}): QueueMessage => ({
  queueUrl: 'http://sqs/queue',
  messageId: 'message-1',
  receipt: 'receipt-1',
  body,
  sentAt: NOW,
  attributes: {},
  until: NOW + 60_000,
  ...change,
});
const event = stamped('one.happened', { note: 'x' });

describe("a message of a rule's dead-letter queue", () => {
  const attributes = {
    ERROR_CODE: 'THROTTLING',
    ERROR_MESSAGE: 'Rate exceeded',
    RETRY_ATTEMPTS: '12',
    EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds',
  };

  it('is the record that its stream would have had, byte for byte, with the cause of EventBridge', () => {
    // Numbers above 2⁵³ and spaces would not survive being parsed and written again.
    const body = envelopeText('one.happened', 'ada', [event]).replace('"note":"x"', '"note" : 9007199254740993');
    expect(ruleLetter(message(body, { attributes }), 'one.happened')).toMatchObject({
      cause: 'THROTTLING',
      message: 'Rate exceeded; 12 retries; ended by MaximumEventAgeInSeconds',
      events: 1,
      records: [{ partitionKey: 'ada', data: body, encoding: 'utf8' }],
    });
  });

  it.each([
    ['no JSON', 'x', 'no event of EventBridge'],
    ['another type', envelopeText('two.happened', 'ada', [event]), 'the queue is that of one.happened'],
    ['no partition key', envelopeText('one.happened', '', [event]), 'no detail.partitionKey'],
  ])('has an obstacle and nothing to send if it has %s', (_, body, obstacle) => {
    const letter = ruleLetter(message(body, { attributes }), 'one.happened');
    expect(letter.records).toEqual([]);
    expect(letter.obstacle).toContain(obstacle);
  });
});

describe('a message of the unrouted queue', () => {
  it('is the entry that was published, with the detail byte for byte', () => {
    const detail = '{ "partitionKey":"ada", "events":[{"n":1.0,"big":9007199254740993}] }';
    const body = `{"version":"0","id":"1","detail-type":"one.happened","source":"cairn.ingest","time":"2026-06-01T10:00:00Z","resources":["r"],"detail":${detail}}`;
    expect(unroutedLetter(message(body))).toMatchObject({
      type: 'one.happened',
      cause: 'no_rule',
      entry: {
        source: 'cairn.ingest',
        detailType: 'one.happened',
        detail,
        time: '2026-06-01T10:00:00Z',
        resources: ['r'],
      },
    });
  });

  it('has an obstacle if it is no event', () => {
    expect(unroutedLetter(message('[]')).obstacle).toContain('no event');
  });
});

describe('the text of a member', () => {
  it('is what JSON.parse reads there, whatever else the object has', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.jsonValue(),
        fc.constantFrom(0, 1, 3),
        (others, detail, indent) => {
          // `__proto__` is no member for JSON.stringify.
          const json = JSON.stringify({ ...others, detail }, undefined, indent);
          expect(JSON.parse(memberText(json, 'detail') ?? '')).toEqual(JSON.parse(JSON.stringify(detail)));
          if (indent === 0) expect(memberText(json, 'detail')).toBe(JSON.stringify(detail));
        },
      ),
    );
    expect(memberText('{"a":{"detail":1}}', 'detail')).toBeUndefined();
    expect(memberText('{"detail":1,"b":"detail","detail":[2]}', 'detail')).toBe('[2]');
    expect(memberText('{"de\\u0074ail":"\\"}"}', 'detail')).toBe('"\\"}"');
  });
});

describe('the order of records', () => {
  it('is that of receipt and position, and for others that of arrival', () => {
    const at = (receivedAt: string, index: number) => orderOf([{ receivedAt, index }], 0, 'x');
    const times = [
      at('2026-06-01T10:00:00.000Z', 9),
      at('2026-06-01T10:00:00.000Z', 10),
      at('2026-06-01T10:00:00.001Z', 0),
      orderOf([], Date.parse('2026-06-01T10:00:01Z'), 'a'),
      orderOf(['no event'], Date.parse('2026-06-01T10:00:01Z'), 'b'),
    ];
    expect(times).toEqual(times.toSorted());
    expect(new Set(times).size).toBe(times.length);
  });
});

describe('messages of the quarantine', () => {
  async function bodiesOf(
    events: readonly unknown[] | undefined,
    record = kinesisRecord('one.happened', [event], '7'),
  ) {
    const bodies: string[] = [];
    await quarantine(
      {
        quarantineQueueUrl: 'q',
        quarantine: {
          sendMessage: async ({ MessageBody = '' }) => {
            bodies.push(MessageBody);
            return { MessageId: 'm' };
          },
        },
      },
      { leaves: () => true },
      { reason: { code: 'unknown_hunt', message: 'no hunt' }, type: 'one.happened', record, ...(events && { events }) },
    );
    return bodies.map((body, index) => message(body, { messageId: `m-${index}`, receipt: `r-${index}` }));
  }

  it('have the events and the place that the handlers write', async () => {
    const [letter] = quarantineLetters(await bodiesOf([event]));
    expect(letter).toMatchObject({
      type: 'one.happened',
      cause: 'unknown_hunt',
      events: 1,
      quarantined: { events: [event], partitionKey: 'ada' },
      records: [],
    });
  });

  it('about a whole record have the events in it, also in several parts that came in any order', async () => {
    const large = stamped('one.happened', { note: 'x'.repeat(1_200_000) });
    const messages = await bodiesOf(undefined, kinesisRecord('one.happened', [large], '8'));
    expect(messages).toHaveLength(4);
    const letters = quarantineLetters([...messages.toReversed(), ...(await bodiesOf(undefined))]);
    expect(letters.map(({ events, held }) => [events, held.length])).toEqual([
      [1, 1],
      [1, 4],
    ]);
    expect(letters[1]?.quarantined?.events).toEqual([large]);
    const [incomplete] = quarantineLetters(messages.slice(1));
    expect(incomplete).toMatchObject({ obstacle: '3 of its 4 parts were received' });
  });

  it('have an obstacle if nothing in them has an id, or if somebody else wrote them', async () => {
    const [unreadable] = quarantineLetters(await bodiesOf(undefined, rawRecord('AAEC', '9')));
    expect(unreadable?.obstacle).toContain('no event ids');
    expect(quarantineLetters([message('{}'), message('x')]).map(({ obstacle }) => obstacle)).toEqual([
      'no handler of Cairn wrote it',
      'no handler of Cairn wrote it',
    ]);
  });
});

describe('an object of the failure bucket', () => {
  const records = [kinesisRecord('one.happened', [event, event], '11'), rawRecord('AAEC', '12')];
  const document = {
    requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 4 },
    timestamp: '2026-11-27T11:59:00.000Z',
    KinesisBatchInfo: { streamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/own' },
    payload: JSON.stringify({ Records: records }),
  };
  const read = (change: object = {}) =>
    failureLetter(
      { bucket: 'b', key: 'aws/lambda/u/s/1', body: JSON.stringify({ ...document, ...change }), storedAt: NOW },
      (stream) => (stream === 'own' ? 'one.happened' : undefined),
    );

  it('has the records of the batch, also those that no handler can read', () => {
    expect(read()).toMatchObject({
      id: '1',
      type: 'one.happened',
      cause: 'RecordAgeExceeded',
      at: NOW - 60_000,
      events: 3,
      records: [
        { data: records[0]?.kinesis.data, encoding: 'base64', partitionKey: 'ada' },
        { data: 'AAEC', encoding: 'base64' },
      ],
    });
    // Emulators do not write it as text.
    expect(read({ payload: { Records: records } })).toEqual(read());
  });

  it.each([
    ['is of a stream of another stage', { KinesisBatchInfo: { streamArn: 'stream/other' } }, 'not one of the stage'],
    ['has no records', { payload: '{}' }, 'no records'],
    ['has a record without its data', { payload: { Records: [...records, { kinesis: {} }] } }, '1 of its records'],
  ])('has an obstacle, so that it is kept, if it %s', (_, change, obstacle) => {
    expect(read(change).obstacle).toContain(obstacle);
    expect(read(change).records).toEqual([]);
  });
});

describe('dead letters', () => {
  const letterAt = (sentAt: number, code = 'THROTTLING') =>
    ruleLetter(
      message(envelopeText('one.happened', 'ada', [{ ...event, receivedAt: new Date(sentAt).toISOString() }]), {
        sentAt,
        messageId: `m-${sentAt}`,
        attributes: { ERROR_CODE: code },
      }),
      'one.happened',
    );

  it('are grouped by place, type, cause and age, the most events first', () => {
    const letters = [letterAt(NOW), letterAt(NOW - 1), letterAt(NOW - 7_200_000), letterAt(NOW, 'NO_RESOURCE')];
    expect(groupLetters(letters, NOW).map(({ cause, age, letters: count }) => [cause, age, count])).toEqual([
      ['THROTTLING', 'under 10 min', 2],
      ['THROTTLING', '1 h to 1 day', 1],
      ['NO_RESOURCE', 'under 10 min', 1],
    ]);
  });

  it('are selected by place, type, cause and id, the oldest up to the limit', () => {
    const letters = [letterAt(NOW), letterAt(NOW - 5), letterAt(NOW - 9, 'NO_RESOURCE')];
    expect(selectLetters(letters, { limit: 2 }).map(({ at }) => at - NOW)).toEqual([-9, -5]);
    expect(selectLetters(letters, { cause: 'THROTTLING', limit: 1 }).map(({ at }) => at - NOW)).toEqual([-5]);
    expect(selectLetters(letters, { id: `m-${NOW}` })).toHaveLength(1);
    expect(selectLetters(letters, { place: 'unrouted' })).toEqual([]);
    expect(selectLetters(letters, { type: 'two.happened' })).toEqual([]);
  });
});
