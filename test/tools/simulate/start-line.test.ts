import { describe, expect, it } from 'vitest';
import { ASSUMED_QUERY_MS } from '../../../core/capacity/model/service-time.ts';
import { planChain } from '../../../core/capacity/plan/chain.ts';
import { timesOf } from '../../../tools/simulate/service-times.ts';
import { begin } from '../../../tools/simulate/simulate.ts';
import { chain, expectLedger, plain, play } from './played-chain.ts';

describe('the start line', () => {
  const surprised = { players: 100_000 };

  it('costs a call of the authorizer for each phone, because no token is cached yet', async () => {
    const many = await play({ seconds: 20, traffic: surprised });
    const few = await play({ seconds: 20, traffic: { players: 100 } });
    // Few of so many phones send twice in twenty seconds; of a hundred phones, each costs one call.
    expect(many.functions.authorize.invocations / many.requests.sent).toBeGreaterThan(0.9);
    expect(few.functions.authorize.invocations / few.requests.sent).toBeLessThan(0.15);
  });

  it('needs more of the account’s concurrency than ingest alone: a slow authorizer leaves phones without an answer', async () => {
    const times = { ...timesOf(chain), authorize: { kind: 'constant', meanMs: 4_000 } as const };
    const slow = await play({ times, traffic: surprised, seconds: 15, drainSeconds: 200 });
    expectLedger(slow);
    expect(slow.throttles.apiConcurrency).toBeGreaterThan(0);
    expect(slow.requests.refusedEvents['function concurrency']).toBeGreaterThan(0);
    const known = await play({ times, traffic: { players: 100 }, seconds: 15, drainSeconds: 200 });
    expect(known.events.unanswered).toBe(0);
  });

  it('has readers too, as many as the plan says, and query answers each of them', async () => {
    const { requests, functions, seconds } = await plain();
    const { players } = planChain(chain.types, chain.stage);
    expect(requests.reads.sent / seconds / players.readsPerSecond).toBeCloseTo(1, 1);
    expect(requests.reads.refused).toBe(0);
    expect(functions.query.invocations).toBe(requests.reads.sent);
    const { count, mean } = requests.reads.answer;
    expect(count).toBe(requests.reads.sent);
    // Query's own time, with the authorizer before some of them and cold starts before the first.
    expect(mean).toBeGreaterThanOrEqual(ASSUMED_QUERY_MS);
    expect(mean).toBeLessThan(2 * ASSUMED_QUERY_MS);
  });

  it('reads no more leaderboards from the table than the plan counts: environments answer from memory for a second', async () => {
    const { plan, scheduler, tally } = begin({ name: 'readers', chain, seconds: 30 });
    scheduler.advance(30_000);
    const leaderboard = plan.players.reads.findIndex(({ name }) => name === 'leaderboard');
    const asked = (tally.asked[leaderboard] ?? 0) / 30;
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThanOrEqual((plan.players.reads[leaderboard]?.askingPerSecond ?? 0) * 1.05);
    // Every read that memory does not answer asks the table.
    expect((tally.asked[0] ?? 0) / 30 / (plan.players.reads[0]?.perSecond ?? 1)).toBeCloseTo(1, 0);
  });

  it('fits into the concurrency that the plan asks for, and not into a third of it', async () => {
    const { neededConcurrency } = planChain(chain.types, chain.stage);
    const within = (accountConcurrency: number) =>
      play({ chain: { ...chain, stage: { ...chain.stage, accountConcurrency } }, seconds: 10 });
    expect((await within(neededConcurrency)).throttles.apiConcurrency).toBe(0);
    expect((await within(Math.ceil(neededConcurrency / 3))).throttles.apiConcurrency).toBeGreaterThan(0);
  });
});
