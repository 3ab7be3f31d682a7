import { describe, expect, it } from 'vitest';
import { treasureClaimed } from '../../../../catalog/treasure-claimed.ts';
import { CALL_LIMIT_MS } from '../../../../core/handler-limits.ts';
import { seededRandom } from '../../../../core/random.ts';
import { sleep } from '../../../../core/scheduler/scheduler.ts';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { changePlayers } from '../../../../lambdas/shared/batch/change-players.ts';
import { handleBatch } from '../../../../lambdas/shared/batch/handle-batch.ts';
import { RELEASE_MS } from '../../../../lambdas/shared/batch/process-batch.ts';
import { NEW_PLAYER } from '../../../../lambdas/shared/game/player-state.ts';
import type { QuarantinePort, TablePort } from '../../../../lambdas/shared/ports.ts';
import { toPlayerItem } from '../../../../lambdas/shared/store/player-item.ts';
import { claimTreasure } from '../../../../lambdas/treasure-claimed/claim-treasure.ts';
import { HUNT_ID, kinesisRecord, near, STARTS_AT_MS, stamped, storeHunt } from '../../../helpers/game.ts';
import { gameTable, TABLE_NAME } from '../../../helpers/game-table.ts';
import { recordingLog, recordingMetrics } from '../../../helpers/recorders.ts';

const TIMEOUT_MS = 30_000;
const NOW = STARTS_AT_MS + 60_000;

interface World {
  readonly wrap?: (table: TablePort, scheduler: VirtualScheduler) => TablePort;
  /** Time of each call to the table and the queue. */
  readonly callMs?: number;
  readonly startsAtMs?: number;
}

/** A handler of claims on virtual time, with a record of its calls. */
async function world({ wrap = (table) => table, callMs = 1, startsAtMs = NOW }: World = {}) {
  const scheduler = new VirtualScheduler(startsAtMs);
  const { table } = gameTable(scheduler);
  await storeHunt(table);
  const calls: { readonly at: number; readonly name: string }[] = [];
  const messages: { reason: { code: string; message: string }; events: { id: string }[] }[] = [];
  const slow =
    <Input, Output>(name: string, call: (input: Input) => Promise<Output>) =>
    async (input: Input): Promise<Output> => {
      calls.push({ at: scheduler.now(), name });
      await sleep(scheduler, callMs);
      return call(input);
    };
  const wrapped = wrap(table, scheduler);
  const slowTable: TablePort = {
    getItem: slow('getItem', wrapped.getItem),
    putItem: slow('putItem', wrapped.putItem),
    updateItem: slow('updateItem', wrapped.updateItem),
    query: slow('query', wrapped.query),
    transactWriteItems: slow('transactWriteItems', wrapped.transactWriteItems),
  };
  const quarantine: QuarantinePort = {
    sendMessage: slow('sendMessage', async ({ MessageBody }) => {
      messages.push(JSON.parse(MessageBody ?? ''));
      return {};
    }),
  };
  const log = recordingLog();
  const handler = handleBatch(treasureClaimed, changePlayers(claimTreasure), {
    clock: scheduler,
    random: seededRandom(1),
    table: slowTable,
    tableName: TABLE_NAME,
    quarantine,
    quarantineQueueUrl: 'queue',
    log,
    metrics: recordingMetrics(),
  });
  return {
    scheduler,
    table,
    calls,
    messages,
    log,
    /** Runs one invocation. Returns its answer, and how long it took. */
    invoke: async (records: readonly ReturnType<typeof kinesisRecord>[]) => {
      const startedAt = scheduler.now();
      const context = {
        awsRequestId: 'r',
        getRemainingTimeInMillis: () => startedAt + TIMEOUT_MS - scheduler.now(),
      };
      let answer: { readonly failed: string | undefined; readonly tookMs: number } | undefined;
      void handler({ Records: [...records] }, context).then(({ batchItemFailures: [failure] }) => {
        answer = { failed: failure?.itemIdentifier, tookMs: scheduler.now() - startedAt };
      });
      await scheduler.advanceAsync(TIMEOUT_MS * 10);
      if (answer === undefined) throw new Error('the handler has not ended');
      return { ...answer, startedAt };
    },
  };
}

const claimOf = (playerId: string, data: object = {}) =>
  stamped('treasure.claimed', { ...near('silver'), ...data }, { playerId });
const recordsOf = (events: readonly ReturnType<typeof claimOf>[]) =>
  events.map((event, index) => kinesisRecord('treasure.claimed', [event], String(index)));
const players = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);
const refusal = (name: string) => Object.assign(new Error('refused'), { name });

describe('a handler whose time runs out', () => {
  it.each([1_000, 1_500, 1_900, CALL_LIMIT_MS])(
    'begins no call that could outlast it if each takes %i ms, and ends in time',
    async (callMs) => {
      const { invoke, calls } = await world({ callMs });
      const unknown = players(60).map((playerId, index) => claimOf(playerId, { huntId: `made-up-${index}` }));
      const known = players(400).map((playerId) => claimOf(playerId));
      const { tookMs, startedAt, failed } = await invoke(recordsOf([...unknown, ...known]));
      expect(tookMs).toBeLessThan(TIMEOUT_MS);
      for (const { at } of calls) expect(at - startedAt + CALL_LIMIT_MS).toBeLessThan(TIMEOUT_MS);
      expect(failed).toBeDefined();
      // The handler did not just give up: it finished some of the batch.
      expect(Number(failed)).toBeGreaterThan(0);
    },
  );

  it('finishes the batch in few invocations, however slow the table is', async () => {
    const { invoke } = await world({ callMs: 1_900 });
    let records = recordsOf(players(60).map((playerId) => claimOf(playerId)));
    let invocations = 0;
    while (records.length > 0) {
      const { failed } = await invoke(records);
      records =
        failed === undefined ? [] : records.filter(({ kinesis }) => Number(kinesis.sequenceNumber) >= Number(failed));
      invocations += 1;
    }
    expect(invocations).toBeLessThan(10);
  });

  it('says why it handed the rest back', async () => {
    const { invoke, log } = await world({ callMs: 1_900 });
    await invoke(recordsOf(players(100).map((playerId) => claimOf(playerId))));
    expect(log.lines.at(-1)?.fields.errorName).toBe('OutOfTime');
  });
});

describe('what the table or the code refuses', () => {
  const refusing = (isRefused: (playerId: string) => boolean, error = refusal('ValidationException')) =>
    world({
      wrap: (table) => ({
        ...table,
        putItem: async (input) => {
          if (isRefused(input.Item?.playerId?.S ?? '')) throw error;
          return table.putItem(input);
        },
      }),
    });
  const far = (playerId: string) => claimOf(playerId, near('silver', 900));

  it.each([refusal('ValidationException'), new TypeError('of undefined'), new RangeError('too deep')])(
    'of one item quarantines it, and its neighbours continue: %s',
    async (error) => {
      const { invoke, messages } = await refusing((playerId) => playerId === 'p1', error);
      const { failed } = await invoke(recordsOf(players(3).map(far)));
      expect(failed).toBeUndefined();
      expect(messages).toMatchObject([{ reason: { code: 'fails_handler' }, events: [{ playerId: 'p1' }] }]);
    },
  );

  it('of every item means a broken release: the batch is handed back', async () => {
    const { invoke, messages, log } = await refusing(() => true);
    expect((await invoke(recordsOf(players(3).map(far)))).failed).toBe('0');
    expect((await invoke(recordsOf([far('p9')]))).failed).toBe('0');
    expect(messages).toEqual([]);
    expect(log.lines.at(-1)?.fields.errorName).toBe('ValidationException');
  });

  it('of every item leads to quarantine after ten minutes, so that no shard waits longer', async () => {
    const { invoke, messages, scheduler } = await refusing(() => true);
    await scheduler.advanceAsync(RELEASE_MS);
    expect((await invoke(recordsOf([far('p9')]))).failed).toBeUndefined();
    expect(messages).toMatchObject([{ reason: { code: 'fails_handler' } }]);
  });

  it('of a single item leads to quarantine if this environment has written before', async () => {
    const { invoke, messages } = await refusing((playerId) => playerId === 'p1');
    await invoke(recordsOf([far('p0')]));
    expect((await invoke(recordsOf([far('p1')]))).failed).toBeUndefined();
    expect(messages).toHaveLength(1);
  });

  it('of a transaction is not treated as a conflict', async () => {
    let transactions = 0;
    const { invoke, messages, table } = await world({
      wrap: (inner) => ({
        ...inner,
        transactWriteItems: async () => {
          transactions += 1;
          throw Object.assign(refusal('TransactionCanceledException'), {
            CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError' }],
          });
        },
      }),
    });
    const state = { ...NEW_PLAYER, joined: { displayName: 'x', order: 'o' } };
    const row = { huntId: HUNT_ID, playerId: 'p1', state, version: 1, score: 0 };
    await table.putItem({ TableName: TABLE_NAME, Item: toPlayerItem(row) });
    // A claim from too far away proves that the handler can write.
    const { failed } = await invoke(recordsOf([far('p0'), claimOf('p1')]));
    expect(failed).toBeUndefined();
    expect(transactions).toBe(1);
    expect(messages).toMatchObject([{ reason: { code: 'fails_handler' }, events: [{ playerId: 'p1' }] }]);
  });
});

describe('events of hunts that nobody put', () => {
  it('become one message a record, whatever their number', async () => {
    const { invoke, messages } = await world();
    const events = Array.from({ length: 100 }, (_, index) => claimOf('mallory', { huntId: `made-up-${index}` }));
    await invoke([kinesisRecord('treasure.claimed', events, '0')]);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.events.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(messages[0]?.reason.message).toContain('and 99 more');
  });

  it('cost one read a hunt and second, but an event received later does not miss a new hunt', async () => {
    const { invoke, calls, messages, scheduler, table } = await world();
    const reads = () => calls.filter(({ name }) => name === 'getItem').length;
    const event = (receivedAtMs: number) =>
      kinesisRecord(
        'treasure.claimed',
        [{ ...claimOf('ada', { huntId: 'late' }), receivedAt: new Date(receivedAtMs).toISOString() }],
        '0',
      );
    const old = event(NOW - 10_000);
    // All within one second: the invocations themselves take only a few milliseconds of virtual time.
    const { startedAt } = await invoke([old]);
    expect(reads()).toBe(1);
    expect(messages).toHaveLength(1);
    await storeHunt(table, undefined, 'late');
    await invoke([event(startedAt + 1)]);
    expect(messages).toHaveLength(1);
    expect(scheduler.now()).toBeGreaterThan(startedAt);
  });
});
