import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { Archive } from '../../../../../local/aws/services/event-bus/archive.ts';
import { Delivery } from '../../../../../local/aws/services/event-bus/delivery.ts';
import { InvocationQuota } from '../../../../../local/aws/services/event-bus/invocation-quota.ts';
import type { PublishedEvent } from '../../../../../local/aws/services/event-bus/published-event.ts';
import type { Target } from '../../../../../local/aws/services/event-bus/target.ts';
import { FunctionPool } from '../../../../../local/aws/services/function-pool/function-pool.ts';
import { RequestAuthorizer } from '../../../../../local/aws/services/gateway/authorizer.ts';
import { MemoryBudget } from '../../../../../local/aws/services/memory/memory-budget.ts';
import { ObjectStore } from '../../../../../local/aws/services/object-store/object-store.ts';
import { Queues } from '../../../../../local/aws/services/queue/queues.ts';
import { ServiceError } from '../../../../../local/aws/services/service-error.ts';
import { Streams } from '../../../../../local/aws/services/stream/streams.ts';
import { IdempotencyTokens } from '../../../../../local/aws/services/table/idempotency-tokens.ts';

const START = Date.UTC(2026, 10, 23, 12);
const MIB = 1_048_576;
const DAY_MS = 86_400_000;

const historyOf = (memory: MemoryBudget, name: string) => memory.figures().history[name];
const event = (id: string, publishedAt: number, text = 'x'.repeat(1_000)): PublishedEvent => ({
  id,
  envelope: {},
  text,
  publishedAt,
  tag: undefined,
});

describe('an archive', () => {
  const archiveOf = (scheduler: VirtualScheduler, memory: MemoryBudget, retentionDays: number) =>
    new Archive(
      {
        name: 'a',
        arn: 'arn:archive',
        eventSourceArn: 'arn:bus',
        description: '',
        eventPattern: undefined,
        matches: () => true,
        retentionDays,
      },
      scheduler,
      memory,
    );

  it('keeps the newest events that fit its share of memory', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(MIB);
    const archive = archiveOf(scheduler, memory, 0);
    for (let index = 0; index < 1_000; index += 1) archive.take(event(`e${index}`, START + index));
    const kept = archive.between(START, START + 1_000).map(({ id }) => id);
    // A sixteenth of 1 MiB, of events of 1,200 bytes.
    expect([kept.length, kept.at(-1)]).toEqual([54, 'e999']);
    expect(historyOf(memory, 'archived events')).toMatchObject({ bytes: 54 * 1_200, letGo: 946 });
  });

  it('releases the memory of events after their retention', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(MIB);
    const archive = archiveOf(scheduler, memory, 1);
    for (let index = 0; index < 10; index += 1) archive.take(event(`e${index}`, START));
    scheduler.advance(DAY_MS + 1);
    expect(archive.count).toBe(0);
    expect(historyOf(memory, 'archived events')).toMatchObject({ bytes: 0, letGo: 0 });
  });
});

describe('streams', () => {
  const RECORD = Buffer.from('y'.repeat(900));
  const streamOf = (scheduler: VirtualScheduler, memory: MemoryBudget, shardCount = 1) => {
    const streams = new Streams(scheduler, { memory });
    const settings = { name: 's', arn: 'arn:s', shardCount, retentionHours: 24, mode: 'PROVISIONED' } as const;
    const stream = streams.create(settings).activate();
    const put = (key: string): void => {
      stream.put(key, RECORD.toString('base64'), RECORD.length);
    };
    return { streams, stream, put };
  };

  it('never drop a record that a mapping has not read, and release it once it has', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(MIB);
    const { stream, put } = streamOf(scheduler, memory);
    const [shard] = stream.openShards;
    let position = 0;
    shard?.addConsumer(
      () => position,
      () => {},
    );
    for (let index = 0; index < 700; index += 1) put('key');
    expect([shard?.read(0, 1_000, START).records.length, memory.isFull]).toEqual([700, true]);
    position = 700;
    shard?.consumed();
    expect(memory.isFull).toBe(false);
    expect(memory.figures().waitingBytes).toEqual({ 'unread stream records': 0 });
    // A 32nd of 1 MiB, of records of 1,653 bytes.
    expect(shard?.read(0, 1_000, START).records.length).toBe(19);
    expect(historyOf(memory, 'read stream records')?.letGo).toBe(681);
  });

  it('drop the oldest record that was read, in any shard', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(2 * MIB);
    const { stream, put } = streamOf(scheduler, memory, 2);
    for (const shard of stream.openShards) {
      shard.addConsumer(
        () => shard.nextIndex,
        () => {},
      );
    }
    // "a" and "b" are of different shards.
    for (let index = 0; index < 30; index += 1) put('a');
    scheduler.advance(1_000);
    for (let index = 0; index < 30; index += 1) put('b');
    for (const shard of stream.openShards) shard.consumed();
    const kept = (key: string) =>
      stream.openShards.map(
        (shard) => shard.read(0, 100, START + 1_000).records.filter((record) => record.partitionKey === key).length,
      );
    expect([Math.max(...kept('a')), Math.max(...kept('b'))]).toEqual([9, 30]);
  });

  it('count a record that no mapping reads as read once GetRecords has returned it', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(MIB);
    const { stream, put } = streamOf(scheduler, memory);
    for (let index = 0; index < 10; index += 1) put('key');
    const [shard] = stream.openShards;
    expect(shard?.read(0, 4, START).records).toHaveLength(4);
    expect(memory.figures().waitingBytes['unread stream records']).toBe(6 * 1_653);
    expect(historyOf(memory, 'read stream records')?.bytes).toBe(4 * 1_653);
  });

  it('release all memory at the end of retention, and when a stream is deleted', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(MIB);
    const { streams, stream, put } = streamOf(scheduler, memory);
    const [shard] = stream.openShards;
    for (let index = 0; index < 10; index += 1) put('key');
    shard?.read(0, 4, START);
    scheduler.advance(DAY_MS + 1);
    put('key');
    expect(memory.figures().waitingBytes['unread stream records']).toBe(1_653);
    expect(historyOf(memory, 'read stream records')?.bytes).toBe(0);
    streams.delete(stream);
    scheduler.advance(10_000);
    expect(memory.figures().waitingBytes['unread stream records']).toBe(0);
  });
});

describe('queues', () => {
  const settings = {
    name: 'q',
    arn: 'arn:aws:sqs:us-east-1:000000000000:q',
    url: 'http://127.0.0.1/000000000000/q',
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 1_209_600,
    delaySeconds: 0,
  };

  it('never drop a message, and release its memory when it is deleted, expired or purged', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(MIB);
    const queue = new Queues(scheduler, seededRandom(1), memory).create(settings);
    const waiting = (): number | undefined => memory.figures().waitingBytes['queue messages'];
    for (let index = 0; index < 1_000; index += 1)
      queue.send('x'.repeat(1_000), { A: { DataType: 'String', StringValue: 'b' } });
    expect([queue.counts().visible, memory.isFull]).toEqual([1_000, true]);
    for (let left = 1_000; left > 0; left -= 10)
      for (const { receiptHandle = '' } of queue.receive(10)) queue.delete(receiptHandle);
    expect([waiting(), memory.isFull]).toEqual([0, false]);
    queue.send('one');
    scheduler.advance(14 * DAY_MS + 1);
    queue.send('other');
    expect(waiting()).toBe(505);
    queue.purge();
    expect(waiting()).toBe(0);
  });

  it('hold 100,000 dead letters of 3 KB in the default budget', () => {
    const memory = new MemoryBudget(512 * MIB);
    const queue = new Queues(new VirtualScheduler(START), seededRandom(1), memory).create(settings);
    const attributes = Object.fromEntries(
      ['RULE_ARN', 'TARGET_ARN', 'ERROR_CODE', 'ERROR_MESSAGE', 'RETRY_ATTEMPTS', 'EXHAUSTED_RETRY_CONDITION'].map(
        (name) => [name, { DataType: 'String', StringValue: 'x'.repeat(100) }],
      ),
    );
    const body = 'x'.repeat(3_000);
    for (let index = 0; index < 100_000; index += 1) queue.send(body, attributes);
    expect(memory.isFull).toBe(false);
  });
});

describe('buckets', () => {
  it('drop the oldest object above their share, in any bucket', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(MIB);
    const store = new ObjectStore(scheduler, memory);
    for (const name of ['one', 'other']) store.createBucket(name);
    store.put('other', 'first', Buffer.alloc(10_000));
    for (let index = 0; index < 10; index += 1) {
      scheduler.advance(1);
      store.put('one', `key-${index}`, Buffer.alloc(10_000));
    }
    expect(store.list('other').objects).toEqual([]);
    expect(store.list('one').objects.map(({ key }) => key)).toEqual([4, 5, 6, 7, 8, 9].map((index) => `key-${index}`));
    expect(historyOf(memory, 'objects')).toMatchObject({ bytes: 6 * 10_510, letGo: 5 });
    for (let index = 4; index < 10; index += 1) store.delete('one', `key-${index}`);
    expect(historyOf(memory, 'objects')).toMatchObject({ bytes: 0 });
  });

  it('expire objects at the midnight UTC after the days of their lifecycle', () => {
    const scheduler = new VirtualScheduler(START);
    const store = new ObjectStore(scheduler);
    store.createBucket('bucket', 1);
    store.put('bucket', 'key', Buffer.from('x'));
    scheduler.advance(DAY_MS * 1.5 - 1);
    expect(store.get('bucket', 'key').key).toBe('key');
    scheduler.advance(1);
    expect(() => store.get('bucket', 'key')).toThrow('The specified key does not exist.');
  });
});

describe('idempotency tokens', () => {
  it('are kept for ten minutes, and only as many as fit their share', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(MIB);
    const tokens = new IdempotencyTokens(scheduler, memory);
    for (let index = 0; index < 100; index += 1) tokens.keep(`token-${index}`.padEnd(36), { index });
    // A 64th of 1 MiB, of 236 bytes each.
    expect(historyOf(memory, 'idempotency tokens')).toMatchObject({ bytes: 69 * 236, letGo: 31 });
    expect(tokens.isRepeat('token-0'.padEnd(36), { index: 0 })).toBe(false);
    expect(tokens.isRepeat('token-99'.padEnd(36), { index: 99 })).toBe(true);
    scheduler.advance(600_000);
    tokens.keep('later', {});
    expect(historyOf(memory, 'idempotency tokens')).toMatchObject({ bytes: 205 });
  });
});

describe('an authorizer’s results', () => {
  it('are dropped when they expire, and the oldest above their share', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(MIB);
    const payload = JSON.stringify({ principalId: 'p', policyDocument: {} });
    let asked = 0;
    const authorizer = new RequestAuthorizer(
      { functionName: 'f', identityHeaders: ['authorization'], resultTtlSeconds: 300 },
      scheduler,
      (_name, _payload, done) => {
        asked += 1;
        done({ payload });
      },
      memory,
    );
    const ask = (token: string): void =>
      authorizer.authorize(
        () => token,
        'arn',
        () => '',
        () => {},
      );
    for (let index = 0; index < 100; index += 1) ask(`token-${index}`);
    ask('token-99');
    expect(asked).toBe(100);
    ask('token-0');
    expect(asked).toBe(101);
    expect(historyOf(memory, 'authorizer results')?.letGo).toBeGreaterThan(0);
    scheduler.advance(300_001);
    ask('new');
    expect(historyOf(memory, 'authorizer results')?.bytes).toBe(3 + 3 * payload.length + 300);
  });
});

describe('invocations', () => {
  it('count from their start until their end, also while they wait for an environment', () => {
    const memory = new MemoryBudget(MIB);
    const functions = new FunctionPool(new VirtualScheduler(START), seededRandom(1), { memory });
    const ends: (() => void)[] = [];
    const settings = { name: 'f', arn: 'f', timeoutSeconds: 3, memoryMb: 128, runtime: '', handler: '', roleArn: '' };
    functions.add(
      { ...settings, maxEnvironments: 1 },
      {
        run: (_environment, { payload }, ready, done) => {
          ready();
          ends.push(() => done({ payload }));
        },
        discard: () => {},
      },
    );
    for (let index = 0; index < 3; index += 1) functions.invoke('f', 'x'.repeat(100), () => {});
    expect(memory.figures().waitingBytes).toEqual({ invocations: 300 });
    for (let index = 0; index < 3; index += 1) ends[index]?.();
    expect(memory.figures().waitingBytes).toEqual({ invocations: 0 });
  });
});

describe('events that a rule delivers later', () => {
  const target = (deliver: () => void): Target => ({
    id: 't',
    arn: 'arn:t',
    ruleArn: 'arn:r',
    permitted: () => true,
    deliver,
    retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeSeconds: 3_600 },
  });
  const observer = { delivered: () => {}, deadLettered: () => {}, dropped: () => {} };

  it('count only while they wait for a retry', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(MIB);
    const delivery = new Delivery(scheduler, seededRandom(1), observer, { memory });
    let isDown = true;
    const failing = target(() => {
      if (isDown) throw new ServiceError('ThrottlingException', 'too much');
    });
    delivery.deliver(event('e', START), failing);
    expect(memory.figures().waitingBytes).toEqual({ 'events to deliver': 4_000 });
    isDown = false;
    scheduler.advance(2_000);
    expect(memory.figures().waitingBytes).toEqual({ 'events to deliver': 0 });
  });

  it('count while the region’s quota delays them', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(MIB);
    const quota = new InvocationQuota(1, scheduler);
    const delivery = new Delivery(scheduler, seededRandom(1), observer, { quota, memory });
    const received: number[] = [];
    for (let index = 0; index < 3; index += 1)
      delivery.deliver(
        event(`e${index}`, START),
        target(() => received.push(index)),
      );
    expect([received, memory.figures().waitingBytes]).toEqual([[0], { 'events to deliver': 8_000 }]);
    scheduler.advance(2_000);
    expect([received, memory.figures().waitingBytes]).toEqual([[0, 1, 2], { 'events to deliver': 0 }]);
  });
});
