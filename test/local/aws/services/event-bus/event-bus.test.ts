import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { EventBus } from '../../../../../local/aws/services/event-bus/event-bus.ts';
import { EventBuses } from '../../../../../local/aws/services/event-bus/event-buses.ts';
import { eventBusOperations } from '../../../../../local/aws/services/event-bus/operations.ts';
import { compilePattern } from '../../../../../local/aws/services/event-bus/pattern.ts';
import type { Target } from '../../../../../local/aws/services/event-bus/target.ts';
import type { MessageAttributes } from '../../../../../local/aws/services/queue/queue.ts';
import { ServiceError } from '../../../../../local/aws/services/service-error.ts';

const ENTRY = { Source: 'cairn.ingest', DetailType: 'thing.done', Detail: '{"n":1}', EventBusName: 'game' };
const ORIGIN = { account: '000000000000', region: 'us-east-1' };
const HOUR_MS = 3_600_000;

/** Creates a bus with one rule and one target, and records the end of each event. */
function busWith(target: Partial<Target>) {
  const scheduler = new VirtualScheduler(Date.UTC(2026, 10, 23));
  const random = seededRandom(7);
  const diary: string[] = [];
  const letters: { body: string; attributes: MessageAttributes }[] = [];
  const bus = new EventBus({ name: 'game', arn: 'arn:bus' }, ORIGIN, scheduler, random, {
    published: () => undefined,
    unmatched: () => diary.push('unmatched'),
    delivered: () => diary.push('delivered'),
    deadLettered: () => diary.push('deadLettered'),
    dropped: () => diary.push('dropped'),
  });
  bus.addRule({
    name: 'rule',
    arn: 'arn:rule',
    eventPattern: '{}',
    enabled: true,
    matches: compilePattern({ 'detail-type': ['thing.done'] }),
    targets: [
      {
        id: 'target',
        arn: 'arn:target',
        ruleArn: 'arn:rule',
        permitted: () => true,
        deliver: () => {},
        retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeSeconds: 86_400 },
        deadLetterQueue: {
          permitted: () => true,
          send: (body, attributes) => letters.push({ body, attributes }),
        },
        ...target,
      },
    ],
  });
  const unknownBuses: string[] = [];
  const buses = new EventBuses(undefined, undefined, (name) => unknownBuses.push(name));
  buses.add(bus);
  return { scheduler, diary, letters, unknownBuses, operations: eventBusOperations(buses) };
}

describe('PutEvents (eventbridge/latest/APIReference/API_PutEvents.html)', () => {
  it('delivers the event with its envelope after it has answered', () => {
    const received: string[] = [];
    const { scheduler, diary, operations } = busWith({ deliver: ({ text }) => received.push(text) });
    const answer = operations.PutEvents?.({ Entries: [ENTRY] });
    expect(answer).toMatchObject({
      FailedEntryCount: 0,
      Entries: [{ EventId: expect.stringMatching(/^[0-9a-f-]{36}$/) }],
    });
    expect(received).toEqual([]);
    scheduler.advance(0);
    expect(diary).toEqual(['delivered']);
    expect(JSON.parse(received[0] ?? '')).toEqual({
      version: '0',
      id: expect.any(String),
      'detail-type': 'thing.done',
      source: 'cairn.ingest',
      account: '000000000000',
      time: '2026-11-23T00:00:00Z',
      region: 'us-east-1',
      resources: [],
      detail: { n: 1 },
    });
  });

  it.each([
    ['malformed detail', { Detail: '{' }, 'MalformedDetail'],
    ['a missing source', { Source: undefined }, 'InvalidArgument'],
    ["AWS's own source", { Source: 'aws.ec2' }, 'NotAuthorizedForSourceException'],
  ])('refuses %s alone and takes the others', (_, change, code) => {
    const { operations } = busWith({});
    const answer = operations.PutEvents?.({ Entries: [{ ...ENTRY, ...change }, ENTRY] });
    expect(answer).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: code }, { EventId: expect.any(String) }],
    });
  });

  it('refuses eleven entries, and entries of more than 1 MiB together', () => {
    const { operations } = busWith({});
    expect(() => operations.PutEvents?.({ Entries: Array(11).fill(ENTRY) })).toThrow(/less than or equal to 10/);
    const large = { ...ENTRY, Detail: JSON.stringify({ text: 'é'.repeat(300_000) }) };
    expect(() => operations.PutEvents?.({ Entries: [large, large] })).toThrow(/over the limit/);
  });

  it('refuses a single entry of more than 1 MiB with the whole request', () => {
    const { operations } = busWith({});
    const large = { ...ENTRY, Detail: JSON.stringify({ text: 'x'.repeat(1_048_576) }) };
    expect(() => operations.PutEvents?.({ Entries: [ENTRY, large] })).toThrow(
      expect.objectContaining({
        name: 'ValidationException',
        message: 'Total size of the entries in the request is over the limit.',
      }),
    );
  });

  it('accepts entries for an unknown bus, loses them, and reports each such bus once (aws/aws-cli#9186)', () => {
    const { scheduler, diary, operations, unknownBuses } = busWith({});
    const lost = { ...ENTRY, EventBusName: 'nowhere' };
    const answer = operations.PutEvents?.({ Entries: [lost, lost, ENTRY] }) as { Entries: { EventId: string }[] };
    expect(answer).toMatchObject({ FailedEntryCount: 0 });
    expect(new Set(answer.Entries.map(({ EventId }) => EventId)).size).toBe(3);
    scheduler.advance(0);
    expect(diary).toEqual(['delivered']);
    expect(unknownBuses).toEqual(['nowhere']);
  });

  it('reports an event that no rule matches', () => {
    const { scheduler, diary, operations } = busWith({});
    operations.PutEvents?.({ Entries: [{ ...ENTRY, DetailType: 'other' }] });
    scheduler.advance(0);
    expect(diary).toEqual(['unmatched']);
  });
});

describe('delivery to a target (eventbridge/latest/userguide/eb-rule-retry-policy.html, eb-rule-dlq.html)', () => {
  const throttled = () => {
    throw new ServiceError('ProvisionedThroughputExceededException', 'Rate exceeded');
  };

  it('retries until the target accepts the event', () => {
    let refusals = 3;
    const { scheduler, diary, operations } = busWith({
      deliver: () => {
        if (refusals > 0) throttled();
      },
    });
    operations.PutEvents?.({ Entries: [ENTRY] });
    scheduler.advance(0);
    expect(diary).toEqual([]);
    refusals = 0;
    scheduler.advance(10_000);
    expect(diary).toEqual(['delivered']);
  });

  it('gives up after the attempts of its policy and writes the reason into the dead letter', () => {
    let attempts = 0;
    const { scheduler, diary, letters, operations } = busWith({
      retryPolicy: { maximumRetryAttempts: 4, maximumEventAgeSeconds: 86_400 },
      deliver: () => {
        attempts += 1;
        throttled();
      },
    });
    operations.PutEvents?.({ Entries: [ENTRY] });
    scheduler.advance(HOUR_MS);
    expect(attempts).toBe(5);
    expect(diary).toEqual(['deadLettered']);
    const { body, attributes } = letters[0] ?? { body: '', attributes: {} };
    expect(JSON.parse(body).detail).toEqual({ n: 1 });
    expect(
      Object.fromEntries(Object.entries(attributes).map(([name, { StringValue }]) => [name, StringValue])),
    ).toEqual({
      RULE_ARN: 'arn:rule',
      TARGET_ARN: 'arn:target',
      ERROR_CODE: 'THROTTLING',
      ERROR_MESSAGE: 'Rate exceeded',
      RETRY_ATTEMPTS: '4',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    });
  });

  it('gives up at the age of its policy, by default after 24 hours and about 185 attempts', () => {
    let attempts = 0;
    const { scheduler, letters, operations } = busWith({
      deliver: () => {
        attempts += 1;
        throttled();
      },
    });
    operations.PutEvents?.({ Entries: [ENTRY] });
    scheduler.advance(23 * HOUR_MS);
    expect(letters).toEqual([]);
    scheduler.advance(HOUR_MS + 1);
    expect(letters).toHaveLength(1);
    expect(attempts).toBeGreaterThan(170);
    expect(attempts).toBeLessThanOrEqual(186);
  });

  it('does not retry a missing permission or a missing target', () => {
    for (const target of [
      { permitted: () => false },
      {
        deliver: () => {
          throw new ServiceError('ResourceNotFoundException', 'gone');
        },
      },
    ]) {
      const { scheduler, letters, operations } = busWith(target);
      operations.PutEvents?.({ Entries: [ENTRY] });
      scheduler.advance(0);
      expect(letters.map(({ attributes }) => attributes.RETRY_ATTEMPTS?.StringValue)).toEqual(['0']);
    }
  });

  it('loses the event, and counts it, if the dead-letter queue refuses it too', () => {
    const { scheduler, diary, operations } = busWith({
      permitted: () => false,
      deadLetterQueue: { permitted: () => false, send: () => {} },
    });
    operations.PutEvents?.({ Entries: [ENTRY] });
    scheduler.advance(0);
    expect(diary).toEqual(['dropped']);
  });
});
