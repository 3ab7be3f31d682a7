import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { Archive } from '../../../../../local/aws/services/event-bus/archive.ts';
import { RequestAuthorizer } from '../../../../../local/aws/services/gateway/authorizer.ts';
import { MemoryBudget } from '../../../../../local/aws/services/memory/memory-budget.ts';
import { ObjectStore } from '../../../../../local/aws/services/object-store/object-store.ts';
import { IdempotencyTokens } from '../../../../../local/aws/services/table/idempotency-tokens.ts';
import { DAY_MS, event, historyOf, MIB, START } from './held-bytes.ts';

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
