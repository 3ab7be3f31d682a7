import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { Archive } from '../../../../../local/aws/services/event-bus/archive.ts';
import { EventBus } from '../../../../../local/aws/services/event-bus/event-bus.ts';
import { EventBuses } from '../../../../../local/aws/services/event-bus/event-buses.ts';
import { eventBusOperations } from '../../../../../local/aws/services/event-bus/operations.ts';
import { compilePattern } from '../../../../../local/aws/services/event-bus/pattern.ts';
import { replayOperations } from '../../../../../local/aws/services/event-bus/replay-operations.ts';
import { DEFAULT_RETRY_POLICY } from '../../../../../local/aws/services/event-bus/target.ts';

const START = Date.UTC(2026, 10, 23);
const BUS_ARN = 'arn:aws:events:us-east-1:000000000000:event-bus/game';
const ARCHIVE_ARN = 'arn:aws:events:us-east-1:000000000000:archive/kept';

interface Received {
  readonly rule: string;
  readonly event: Record<string, unknown> & { readonly detail: { readonly n: number } };
}

/** A bus with two rules and an archive of `thing.done`. */
function archived(retentionDays = 0) {
  const scheduler = new VirtualScheduler(START);
  const random = seededRandom(3);
  const received: Received[] = [];
  const bus = new EventBus(
    { name: 'game', arn: BUS_ARN },
    { account: '000000000000', region: 'us-east-1' },
    scheduler,
    random,
    {
      published: () => 'tag',
      unmatched: () => {},
      delivered: () => {},
      deadLettered: () => {},
      dropped: () => {},
    },
  );
  for (const name of ['one', 'two']) {
    bus.addRule({
      name,
      arn: `arn:rule/${name}`,
      eventPattern: '{}',
      enabled: true,
      matches: compilePattern({ source: ['cairn.ingest'] }),
      targets: [
        {
          id: 'target',
          arn: 'arn:target',
          ruleArn: `arn:rule/${name}`,
          permitted: () => true,
          deliver: ({ text }) => received.push({ rule: name, event: JSON.parse(text) }),
          retryPolicy: DEFAULT_RETRY_POLICY,
        },
      ],
    });
  }
  const buses = new EventBuses();
  buses.add(bus);
  const archive = new Archive(
    {
      name: 'kept',
      arn: ARCHIVE_ARN,
      eventSourceArn: BUS_ARN,
      description: '',
      eventPattern: undefined,
      matches: compilePattern({ 'detail-type': ['thing.done'] }),
      retentionDays,
    },
    scheduler,
  );
  buses.addArchive(archive, bus);
  const operations = { ...eventBusOperations(buses), ...replayOperations(buses, scheduler, random) };
  const call = (name: string, input: object) => operations[name]?.({ ...input }) as Record<string, unknown>;
  const publish = (n: number, type = 'thing.done', padding = '') => {
    const detail = JSON.stringify({ n, padding });
    call('PutEvents', {
      Entries: [{ EventBusName: 'game', Source: 'cairn.ingest', DetailType: type, Detail: detail }],
    });
    scheduler.advance(0);
  };
  const replay = (fields: object = {}, filterArns?: readonly string[]) =>
    call('StartReplay', {
      ReplayName: 'again',
      EventSourceArn: ARCHIVE_ARN,
      EventStartTime: START / 1_000,
      EventEndTime: START / 1_000 + 3_600,
      Destination: { Arn: BUS_ARN, ...(filterArns !== undefined && { FilterArns: filterArns }) },
      ...fields,
    });
  return { scheduler, received, archive, call, publish, replay };
}

describe('an archive (eventbridge/latest/userguide/eb-archive-event.html)', () => {
  it('keeps the events that match its pattern, for its retention', () => {
    const { scheduler, publish, call } = archived(1);
    publish(1);
    publish(2, 'other');
    expect(call('DescribeArchive', { ArchiveName: 'kept' })).toMatchObject({ EventCount: 1, RetentionDays: 1 });
    scheduler.advance(86_400_001);
    expect(call('DescribeArchive', { ArchiveName: 'kept' })).toMatchObject({ EventCount: 0, SizeBytes: 0 });
  });
});

describe('a replay (eventbridge/latest/userguide/eb-replay-archived-event.html)', () => {
  it('sends the events again with the name of the replay, and does not archive them again', () => {
    const { scheduler, received, publish, replay, call } = archived();
    publish(1);
    const [first] = received.splice(0);
    expect(replay()).toMatchObject({ State: 'STARTING' });
    scheduler.advance(1_000);
    expect(received.map(({ rule }) => rule)).toEqual(['one', 'two']);
    expect(received[0]?.event).toEqual({ 'replay-name': 'again', ...first?.event });
    expect(call('DescribeReplay', { ReplayName: 'again' })).toMatchObject({
      State: 'COMPLETED',
      EventLastReplayedTime: START / 1_000,
      Destination: { Arn: BUS_ARN },
    });
    expect(call('DescribeArchive', { ArchiveName: 'kept' })).toMatchObject({ EventCount: 1 });
  });

  it('sends the events only to the rules that it names', () => {
    const { scheduler, received, publish, replay } = archived();
    publish(1);
    received.splice(0);
    replay({}, ['arn:rule/two']);
    scheduler.advance(1_000);
    expect(received.map(({ rule }) => rule)).toEqual(['two']);
  });

  it('keeps the order of minutes, but not the order within a minute', () => {
    const { scheduler, received, publish, replay } = archived();
    for (let n = 0; n < 50; n += 1) publish(n);
    scheduler.advance(60_000);
    for (let n = 50; n < 100; n += 1) publish(n);
    received.splice(0);
    replay({}, ['arn:rule/one']);
    scheduler.advance(10_000);
    const numbers = received.map(({ event }) => event.detail.n);
    expect(numbers.slice(0, 50).every((n) => n < 50)).toBe(true);
    expect(numbers).not.toEqual([...numbers].sort((a, b) => a - b));
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  it('includes events at its start time, and excludes those at its end time', () => {
    const { scheduler, received, publish, replay } = archived();
    for (let n = 0; n < 3; n += 1) {
      publish(n);
      scheduler.advance(60_000);
    }
    received.splice(0);
    const seconds = START / 1_000;
    replay({ EventStartTime: seconds + 60, EventEndTime: seconds + 120 }, ['arn:rule/one']);
    scheduler.advance(10_000);
    expect(received.map(({ event }) => event.detail.n)).toEqual([1]);
  });

  it('can be cancelled', () => {
    const { scheduler, received, publish, replay, call } = archived();
    for (let n = 0; n < 500; n += 1) publish(n);
    received.splice(0);
    replay({}, ['arn:rule/one']);
    scheduler.advance(15);
    call('CancelReplay', { ReplayName: 'again' });
    scheduler.advance(60_000);
    expect(received).toHaveLength(100);
    expect(call('ListReplays', {})).toMatchObject({ Replays: [{ ReplayName: 'again', State: 'CANCELLED' }] });
  });

  it.each([
    ['another bus', { Destination: { Arn: `${BUS_ARN}-other` } }, /Cross event bus replay is not permitted/],
    ['an unknown archive', { EventSourceArn: 'arn:nothing' }, /Must contain the ARN of an archive/],
    ['an end before the start', { EventEndTime: START / 1_000 - 1 }, /EventStartTime must be before EventEndTime/],
  ])('refuses %s', (_, change, message) => {
    const { replay } = archived();
    expect(() => replay(change)).toThrow(message);
  });

  it('refuses a name that is already used', () => {
    const { replay } = archived();
    replay();
    expect(() => replay()).toThrow(/already exists/);
  });
});
