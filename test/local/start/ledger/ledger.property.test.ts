import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sleep } from '../../../../core/scheduler/scheduler.ts';
import { FAULT_KINDS, type FaultKind } from '../../../../local/aws/services/faults/fault-kinds.ts';
import { HUNT_ID, near, storeHunt } from '../../../helpers/game.ts';
import { COMPARED, LedgerModel } from '../../../helpers/ledger-model.ts';
import { modelChain } from '../../../helpers/model-chain.ts';
import type { Bugs } from '../../../helpers/model-services.ts';

/** Without `api-answer-lost`: the model chain has no gateway, so here the phone loses answers itself. */
const KINDS = (Object.keys(FAULT_KINDS) as FaultKind[]).filter((kind) => kind !== 'api-answer-lost');

const DATA: Readonly<Record<string, object>> = {
  'hunt.joined': { displayName: 'Ada' },
  'clue.solved': { clueId: 'castle', answer: 'one o’clock' },
  'hint.requested': { clueId: 'bridge' },
  'treasure.claimed': near('gold'),
  'clue.viewed': { clueId: 'castle' },
  'location.pinged': { latitude: 55, longitude: -3, accuracyMeters: 5 },
};

const TYPES = [...Object.keys(DATA), 'unknown'];
const SENT_TYPES = [...Object.keys(DATA), 'no.such-type'];
const idAndType = (number: number) => ({
  id: `event-${number}`.padEnd(16, '-'),
  type: SENT_TYPES[number % SENT_TYPES.length] ?? '',
});

type HuntId = typeof HUNT_ID | 'never-put' | 'put-later';

/**
 * One request of a phone: some events, each with a number of copies; how often it is sent, and whether its answer is
 * lost.
 */
const request = fc.record({
  playerId: fc.constantFrom('ada', 'bo'),
  pauseMs: fc.integer({ min: 0, max: 4_000 }),
  times: fc.integer({ min: 1, max: 3 }),
  answerLost: fc.constantFrom(false, false, false, true),
  events: fc.array(
    fc
      .record({
        // Few ids, each of one type: they repeat, now and then with other content.
        number: fc.integer({ min: 0, max: 20 }),
        huntId: fc.constantFrom<HuntId[]>(HUNT_ID, HUNT_ID, 'never-put', 'put-later'),
        right: fc.constantFrom(true, true, true, false),
      })
      .map(({ number, ...rest }) => ({ ...rest, ...idAndType(number) })),
    { minLength: 1, maxLength: 6 },
  ),
});
type Request = typeof request extends fc.Arbitrary<infer Value> ? Value : never;

async function run(seed: number, requests: readonly Request[], kinds: readonly FaultKind[], bugs: Bugs = {}) {
  const model = new LedgerModel();
  const chain = modelChain(seed, bugs, model);
  const { scheduler, account, tables, table } = chain;
  for (const kind of kinds) {
    chain.addFault({ kind, for: '40s', ...(kind === 'replay' && { after: '9s' }) });
  }
  const agree = (): void => {
    const counts = Object.entries(account.counts()).map(([type, known]) => [
      type,
      Object.fromEntries(COMPARED.map((name) => [name, known[name]])),
    ]);
    expect(Object.fromEntries(counts)).toEqual(model.counts(TYPES, tables));
    const reasons: Record<string, number> = {};
    for (const { fate, reason, events } of account.ends()) {
      reasons[`${fate} ${reason}`] = (reasons[`${fate} ${reason}`] ?? 0) + events;
    }
    expect(reasons).toEqual(model.reasons());
  };
  let left = requests.length;
  const phone = async ({ playerId, pauseMs, times, answerLost, events }: Request): Promise<void> => {
    const sent = events.map(({ id, type, huntId, right }) => ({
      id,
      type,
      occurredAt: '2026-06-01T10:00:00Z',
      data: right ? { huntId, ...DATA[type] } : { huntId },
    }));
    await sleep(scheduler, pauseMs);
    // At once, so that copies of one event are in one batch.
    await Promise.all(
      Array.from({ length: times }, async () => {
        const results = await chain.send(playerId, sent, !answerLost);
        model.answered(
          sent.map((event) => ({ ...event, type: TYPES.includes(event.type) ? event.type : 'unknown' })),
          results,
        );
      }),
    );
    left -= 1;
  };
  for (const each of requests) void phone(each);
  for (let second = 0; second < 60; second += 1) {
    await scheduler.advanceAsync(1_000);
    // A fault may lose a write, so the hunt is written until it is stored.
    if (second >= 5 && second < 10) await storeHunt(table, undefined, 'put-later').catch(() => {});
    agree();
  }
  await chain.settle();
  agree();
  expect([left, account.inFlight]).toEqual([0, 0]);
  for (const { huntId, fate } of model.ends) {
    if (huntId === 'never-put') expect(fate).toBe('quarantined');
    if (huntId === HUNT_ID) expect(fate).toBe('processed');
  }
  return { chain, model };
}

const event = (id: string, type: string, huntId: HuntId) => ({ id: id.padEnd(16, '-'), type, huntId, right: true });
const phone = (events: Request['events'], times = 1, pauseMs = 0): Request => ({
  playerId: 'ada',
  pauseMs,
  times,
  answerLost: false,
  events,
});

describe('the ledger', () => {
  it('counts copies of an event of an unknown hunt in one batch as quarantined', async () => {
    const { chain } = await run(1, [phone([event('a', 'clue.solved', 'never-put')], 4)], []);
    const counts = chain.account.counts()['clue.solved'];
    expect(counts).toMatchObject({ accepted: 1, processed: 0, quarantined: 1, duplicates: 0 });
    expect(chain.account.ends()).toEqual([
      { type: 'clue.solved', fate: 'quarantined', reason: 'unknown_hunt', events: 1 },
    ]);
  });

  it("counts nothing as pending once a join has settled the waiting effects, even if the table's answers were lost", async () => {
    const waiting = [event('a', 'clue.solved', HUNT_ID), event('b', 'hint.requested', HUNT_ID)];
    for (let seed = 1; seed <= 10; seed += 1) {
      const requests = [phone(waiting), phone([event('c', 'hunt.joined', HUNT_ID)], 1, 3_000)];
      const { chain } = await run(seed, requests, ['table-answer-lost']);
      for (const { pending } of Object.values(chain.account.counts())) expect(pending).toBe(0);
    }
  });

  it.each(KINDS)('agrees with an independent model at every second of random traffic under %s', async (kind) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.array(request, { minLength: 1, maxLength: 8 }), (seed, requests) =>
        run(seed, requests, [kind]).then(() => {}),
      ),
      { numRuns: Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) / 25) },
    );
  });

  it('agrees with an independent model under several faults together', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.array(request, { minLength: 1, maxLength: 12 }),
        fc.subarray(KINDS),
        (seed, requests, kinds) => run(seed, requests, kinds).then(() => {}),
      ),
      { numRuns: Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) / 5) },
    );
  });
});
