import { describe, expect, it } from 'vitest';
import { modelChain } from '../../../../helpers/model-chain.ts';

const PLAYERS = ['ada', 'bo', 'cy', 'di', 'eve'];

describe('the faults of a running chain', () => {
  it('begin after their time, end after their duration, and report both', async () => {
    const { scheduler, faults, changes, addFault } = modelChain(1);
    const begun = scheduler.now();
    addFault({ kind: 'function-slow', after: '10s', for: '20s' });
    expect(faults.list()).toMatchObject([{ id: 'f1', state: 'waiting', startsAt: begun + 10_000 }]);
    await scheduler.advanceAsync(10_000);
    expect(faults.list()).toMatchObject([{ state: 'on', endsAt: begun + 30_000 }]);
    await scheduler.advanceAsync(20_000);
    expect(faults.list()).toMatchObject([{ state: 'ended', struck: 0 }]);
    expect(changes.map(({ id, state }) => [id, state])).toEqual([
      ['f1', 'on'],
      ['f1', 'ended'],
    ]);
  });

  it('stay until somebody removes one or all; a waiting one that is removed never begins', async () => {
    const { scheduler, faults, changes, addFault } = modelChain(1);
    addFault({ kind: 'function-slow' });
    addFault({ kind: 'table-throttled' });
    addFault({ kind: 'target-denied', after: '1m' });
    await scheduler.advanceAsync(30_000);
    expect(faults.remove('f1')).toMatchObject({ id: 'f1', state: 'ended' });
    expect(faults.remove('f9')).toBeUndefined();
    expect(faults.removeAll().map(({ id }) => id)).toEqual(['f2', 'f3']);
    await scheduler.advanceAsync(60_000);
    expect(changes.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'f1 on',
      'f2 on',
      'f1 ended',
      'f2 ended',
      'f3 ended',
    ]);
  });

  it('leave no fault in the services after they end', async () => {
    const { faults, addFault, functions, tables, streams } = modelChain(1);
    addFault({ kind: 'function-crash' });
    addFault({ kind: 'table-throttled' });
    addFault({ kind: 'shard-throttled' });
    expect([functions.fault, tables.fault, streams.all()[0]?.fault].includes(undefined)).toBe(false);
    faults.removeAll();
    expect([functions.fault, tables.fault, streams.all()[0]?.fault]).toEqual([undefined, undefined, undefined]);
  });

  it('affect later resources after a refresh', async () => {
    const { faults, addFault, streams } = modelChain(1);
    addFault({ kind: 'shard-throttled' });
    const arn = 'arn:aws:kinesis:us-east-1:000000000000:stream/new';
    const stream = streams
      .create({ name: 'new', arn, shardCount: 1, retentionHours: 24, mode: 'PROVISIONED' })
      .activate();
    expect(stream.fault).toBeUndefined();
    faults.refresh();
    expect(stream.fault).toBeDefined();
  });

  it('affect only their target', async () => {
    const chain = modelChain(1);
    chain.addFault({ kind: 'target-denied', target: 'clue.viewed' });
    await chain.play(PLAYERS);
    const counts = chain.account.counts();
    expect(counts['clue.viewed']).toMatchObject({ accepted: 5, deadLettered: 5, processed: 0 });
    for (const [type, { deadLettered }] of Object.entries(counts)) {
      if (type !== 'clue.viewed') expect(deadLettered).toBe(0);
    }
  });

  it('take effect with their probability', async () => {
    const chain = modelChain(1);
    const { id } = chain.addFault({ kind: 'delivery-duplicated', probability: 0.25 });
    const players = Array.from({ length: 60 }, (_, index) => `player-${index}`);
    await chain.play(players);
    const deliveries = Object.values(chain.account.counts()).reduce((sum, { delivered }) => sum + delivered, 0);
    const struck = chain.faults.list().find((fault) => fault.id === id)?.struck ?? 0;
    expect(struck / deliveries).toBeGreaterThan(0.15);
    expect(struck / deliveries).toBeLessThan(0.35);
  });

  it('are the same on each run with the same seed', async () => {
    const run = async (): Promise<unknown> => {
      const chain = modelChain(4);
      chain.addFault({ kind: 'function-crash' });
      chain.addFault({ kind: 'table-answer-lost' });
      await chain.play(PLAYERS);
      return [chain.scheduler.now(), chain.faults.list(), chain.account.counts()];
    };
    expect(await run()).toEqual(await run());
  });
});

describe('the target of a fault', () => {
  it.each([
    ['put-events-partial', 'clue.solved'],
    ['put-events-throttled', 'game'],
    ['delivery-duplicated', 'clue-solved'],
    ['target-denied', 'clue.solved'],
    ['shard-throttled', 'clue.solved'],
    ['shard-throttled', 'clue-solved/1'],
    ['shard-throttled', 'clue.solved/shardId-000000000000'],
    ['function-crash', 'clue.solved'],
    ['function-slow', 'clue-solved'],
    ['table-throttled', 'cairn-test'],
    ['table-throttled', 'cairn-test/leaderboard'],
    ['replay', 'clue.solved'],
    ['replay', 'kept'],
  ])('of %s may be %s', (kind, target) => {
    expect(modelChain(1).addFault({ kind, target })).toMatchObject({ spec: { kind, target } });
  });

  it.each([
    ['target-denied', 'clue.slved', 'a rule or the event type that it matches: ', 'Did you mean "clue.solved"?'],
    ['function-crash', 'clue-solvd', 'a function or the event type that it handles: ', 'Did you mean "clue-solved"?'],
    ['table-throttled', 'clue.solved', 'a table, or one of its indexes as NAME/INDEX: cairn-test', 'cairn-test'],
    ['table-throttled', 'cairn-test/board', 'one of its indexes as NAME/INDEX', 'cairn-test'],
    ['table-answer-lost', 'cairn-test/leaderboard', 'a table', 'cairn-test'],
    ['shard-throttled', 'clue-solved/9', 'one of its shards as NAME/0', 'clue-solved'],
  ])('of %s is refused if it is %s, with the known names', (kind, target, allowed, remedy) => {
    const add = () => modelChain(1).addFault({ kind, target });
    expect(add).toThrow(`fault: target: got "${target}"`);
    expect(add).toThrow(allowed);
    expect(add).toThrow(remedy);
  });
});
