import { describe, expect, it } from 'vitest';
import { sleep } from '../../../core/scheduler/scheduler.ts';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import type { DeadLetterPorts } from '../../../tools/dead-letters/ports.ts';
import { sumOf } from '../../../tools/dead-letters/redrive/account.ts';
import { redriveStage } from '../../../tools/dead-letters/redrive-stage.ts';
import { near, rawRecord, STARTS_AT_MS, stamped, storeHunt } from '../../helpers/game.ts';
import { gameTable, stateHash, TABLE_NAME } from '../../helpers/game-table.ts';
import { recordingLog, recordingMetrics, recordingQuarantine } from '../../helpers/recorders.ts';
import { CONTEXT, GAME, typeFunctions } from '../../helpers/type-functions.ts';
import { envelopeText, letterServices } from './letter-services.ts';
import type { Arrived } from './service-ports.ts';

const ALL = { selection: {}, isDryRun: false } as const;

class Killed extends Error {}

/** Ports of a process that dies at its n-th call: before the call takes effect, or after it. Nothing runs after it. */
function killedAt(ports: DeadLetterPorts, at: number, isDone: boolean) {
  let calls = 0;
  let isDead = false;
  const killing = new Proxy(ports, {
    get(target, name: keyof DeadLetterPorts) {
      const own = target[name];
      if (typeof own !== 'function') return own;
      return async (...input: readonly unknown[]) => {
        calls += 1;
        if (isDead) throw new Killed();
        isDead = calls === at;
        if (isDead && !isDone) throw new Killed();
        const answer = await (own as (...given: readonly unknown[]) => Promise<unknown>)(...input);
        if (isDead) throw new Killed();
        return answer;
      };
    },
  });
  return { ports: killing, died: () => isDead };
}

/** Two players' events in every place from which a redrive sends, given up in another order than they were received. */
const LETTERS = ['ada', 'bob'].flatMap((playerId) => [
  { place: 'rule', event: stamped('clue.solved', { clueId: 'bridge', answer: 'Straße' }, { playerId, secondsIn: 90 }) },
  { place: 'rule', event: stamped('clue.solved', { clueId: 'castle', answer: 'One o’clock' }, { playerId }) },
  { place: 'failures', event: stamped('treasure.claimed', near('silver'), { playerId, secondsIn: 130 }) },
  { place: 'failures', event: stamped('treasure.claimed', near('gold'), { playerId, secondsIn: 120 }) },
  { place: 'unrouted', event: stamped('hunt.joined', { displayName: playerId }, { playerId, secondsIn: 10 }) },
]);

function withLetters(): ReturnType<typeof letterServices> {
  const services = letterServices(GAME.filter(({ type }) => LETTERS.some(({ event }) => event.type === type)));
  services.addRule('hunt.joined');
  for (const { place, event } of LETTERS) {
    const { type, playerId } = event;
    const text = envelopeText(type, playerId, [event]);
    if (place === 'rule') services.addRuleLetter(type, playerId, [event]);
    else if (place === 'failures') services.addFailure(type, [{ partitionKey: playerId, text }]);
    else services.unrouted.send(text);
  }
  return services;
}

/** The game's state after these records, by the real handlers. */
async function stateAfter(records: readonly string[]): Promise<string> {
  const clock = new VirtualScheduler(STARTS_AT_MS + 3_600_000);
  const { tables, table } = gameTable(clock);
  await storeHunt(table);
  const functions = typeFunctions({
    clock,
    random: { unit: () => 0.5 },
    table,
    tableName: TABLE_NAME,
    quarantine: recordingQuarantine(),
    quarantineQueueUrl: 'queue',
    log: recordingLog(),
    metrics: recordingMetrics(),
  });
  for (const [index, text] of records.entries()) {
    const { 'detail-type': type } = JSON.parse(text);
    const record = rawRecord(Buffer.from(text).toString('base64'), String(index));
    const answer = await functions[type]?.({ Records: [record] }, CONTEXT);
    expect(answer).toEqual({ batchItemFailures: [] });
  }
  return stateHash(tables);
}

const idsOf = (texts: readonly string[]): string[] => texts.flatMap((text) => JSON.parse(text).detail.events[0].id);
const reached = ({ arrived, published }: { arrived: readonly Arrived[]; published: readonly string[] }): string[] => [
  ...published,
  ...arrived.map(({ data }) => data),
];

describe('a redrive that is killed', () => {
  it('at any call, before or after its effect, loses nothing, and after the next run every effect is made once', async () => {
    const once = withLetters();
    const account = await redriveStage(ALL, once.context);
    expect(account).toMatchObject({ read: 10, redriven: 10, left: {}, failed: {} });
    const expected = await stateAfter(reached(once));

    let kills = 0;
    for (let at = 1; ; at += 1) {
      let hasDied = false;
      for (const isDone of [false, true]) {
        const services = withLetters();
        const { context, scheduler } = services;
        const { ports, died } = killedAt(context.ports, at, isDone);
        await redriveStage(ALL, { ...context, ports }).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
        hasDied ||= died();
        if (!died()) continue;
        kills += 1;
        // What is not where it belongs is still a dead letter.
        expect(new Set(idsOf(reached(services))).size + services.remaining()).toBeGreaterThanOrEqual(LETTERS.length);
        // The queues show again what the killed process hid.
        await sleep(scheduler, 12 * 3_600_000);
        const account = await redriveStage(ALL, context);
        expect(account.read).toBe(account.redriven + sumOf(account.left) + sumOf(account.failed));
        expect(services.remaining()).toBe(0);
        expect(new Set(idsOf(reached(services)))).toEqual(new Set(LETTERS.map(({ event }) => event.id)));
        expect(await stateAfter(reached(services))).toBe(expected);
      }
      if (!hasDied) break;
    }
    expect(kills).toBeGreaterThan(60);
  });

  it('deletes no dead letter before its records are confirmed', async () => {
    const services = withLetters();
    const { context } = services;
    const sent = new Set<string>();
    const early: string[] = [];
    const ports: DeadLetterPorts = {
      ...context.ports,
      deleteMessages: async (url, receipts) => {
        for (const text of reached(services)) sent.add(text);
        if (sent.size === 0) early.push(url);
        return context.ports.deleteMessages(url, receipts);
      },
      putRecords: async () => [{ refused: 'InternalFailure' }, { refused: 'InternalFailure' }],
    };
    const account = await redriveStage({ ...ALL, selection: { place: 'rule' } }, { ...context, ports });
    expect(early).toEqual([]);
    expect(account).toMatchObject({ read: 4, redriven: 0, left: { '2 writes were refused: InternalFailure': 4 } });
    expect(services.remaining()).toBe(10);
    // The queue shows them again at once.
    expect(services.placeOf('clue.solved').failures.counts()).toMatchObject({ visible: 4, notVisible: 0 });
  });

  it('sends the records of a player in the order in which ingest received them', async () => {
    const services = withLetters();
    await redriveStage(ALL, services.context);
    for (const playerId of ['ada', 'bob']) {
      const own = services.arrived.filter(({ partitionKey }) => partitionKey === playerId);
      const times = Map.groupBy(own, ({ streamName }) => streamName);
      expect(times.size).toBe(2);
      for (const records of times.values()) {
        const received = records.map(({ data }) => JSON.parse(data).detail.events[0].receivedAt);
        expect(received).toEqual(received.toSorted());
        const numbers = records.map(({ sequenceNumber }) => BigInt(sequenceNumber));
        expect(numbers).toEqual(numbers.toSorted((a, b) => (a < b ? -1 : 1)));
      }
    }
  });
});
