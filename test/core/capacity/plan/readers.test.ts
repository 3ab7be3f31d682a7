import { describe, expect, it } from 'vitest';
import { looking } from '../../../../catalog/requests.ts';
import { checkChain } from '../../../../core/capacity/check/check.ts';
import { authorizationsPerSecond } from '../../../../core/capacity/model/authorizations.ts';
import { type ChainPlan, planChain } from '../../../../core/capacity/plan/chain.ts';
import { chainCost } from '../../../../core/capacity/plan/cost.ts';
import { applyChange, type Chain } from '../../../../core/capacity/plan/settings.ts';
import { catalog } from '../../../fixtures/start-line/catalog.ts';
import { stages } from '../../../fixtures/start-line/stages.ts';

const prod: Chain = { types: catalog, stage: stages.prod };
const hopOf = ({ hops }: ChainPlan, name: string) => hops.find((hop) => hop.name === name);
const failing = (chain: Chain) => checkChain(chain).findings.filter(({ level }) => level === 'fails');

describe('players who look', () => {
  const often = { ...stages.prod, reads: looking({ hunt: 10, leaderboard: 5, progress: 5 }) };
  const busy = planChain(catalog, often);

  it('are as many as send the peak, and each reads as often as the stage says', () => {
    const { players } = planChain(catalog, stages.prod);
    expect(players.count).toBe(10_000);
    expect(players.reads.map(({ name, perSecond }) => [name, Math.round(perSecond)])).toEqual([
      ['hunt', 17],
      ['leaderboard', 100],
      ['progress', 83],
    ]);
  });

  it('load gateway, functions, account, table and index, and are in the cost', () => {
    const calm = planChain(catalog, stages.prod);
    // 10,000 players × (1/10 + 2/5) in place of 200 a second.
    expect(hopOf(busy, 'API Gateway')?.arrivals).toBe(2_000 + 5_000);
    expect(busy.unreservedConcurrency.query).toBeCloseTo(5_000 * 0.425);
    expect(busy.invocationsPerSecond - calm.invocationsPerSecond).toBeCloseTo(4_800);
    expect(busy.tableThroughput.table.readUnits).toBeGreaterThan(calm.tableThroughput.table.readUnits + 3_000);
    expect(busy.tableThroughput.index.readUnits).toBeGreaterThan(calm.tableThroughput.index.readUnits);
    const [before, after] = [chainCost(calm), chainCost(busy)];
    for (const hop of ['API Gateway', 'API functions', 'table'] as const) {
      expect(after.lines[hop], hop).toBeGreaterThan(before.lines[hop] * 1.1);
    }
    expect(after.lines.WAF).toBeGreaterThan(before.lines.WAF);
  });

  it('are refused by the check if they are too many, with the change that admits them', () => {
    const [first] = failing({ types: catalog, stage: { ...often, accountConcurrency: 10_000 } });
    expect(first?.message).toMatch(
      /^API Gateway: 7,000 requests\/s arrive at peak; the limit is 2,750 .*throttle\.requestsPerSecond from 2,750 to 8,750\. \[request-throttle\]$/,
    );
  });
});

describe('the authorizer', () => {
  it('is called once for each token and each expiry of the cache, plus the wait for the next request', () => {
    // A request every 20 s: after 300 s the next one comes 20 s later; 3,600 s contain 11.25 such periods.
    expect(authorizationsPerSecond(1 / 20, 300, 3_600)).toBeCloseTo(12 / 3_600);
    // A token of five minutes costs one call, whatever the cache.
    expect(authorizationsPerSecond(1 / 20, 300, 300)).toBeCloseTo(1 / 300);
    // Without a cache each request costs a call.
    expect(authorizationsPerSecond(1 / 20, 0)).toBeCloseTo(1 / 20);
    expect(authorizationsPerSecond(0, 300)).toBe(0);
  });

  it('is called for no more requests than there are', () => {
    expect(authorizationsPerSecond(1 / 1_000, 300, 60)).toBeCloseTo(1 / 1_000);
  });

  it('costs more if tokens live for a minute', () => {
    const cost = (tokenLifeSeconds: number) => {
      const stage = { ...stages.prod, tokenLifeSeconds };
      return chainCost(planChain(catalog, stage)).lines['API functions'];
    };
    expect(cost(60)).toBeGreaterThan(cost(3_600));
  });

  it('is called once by each phone at the start line', () => {
    const { unreservedConcurrency } = planChain(catalog, stages.prod);
    expect(unreservedConcurrency.authorize).toBeCloseTo(500 * 0.41);
  });
});

describe('a leaderboard that would fall over', () => {
  it("is refused with a partition's load, its limit, the consequence and the number of partitions that is enough", () => {
    const chain = applyChange(prod, { setting: 'leaderboardShards', value: 1 });
    const [first, ...others] = failing(chain);
    expect(others).toEqual([]);
    expect(first?.message).toBe(
      'leaderboard writes: 1,500 write units/s arrive at peak; the limit is 1,000 (a partition of the index, of 1 that a hunt has (leaderboardShards)). That is 150 % of the limit; the check allows 80 %. An index that is throttled throttles the writes of its table, so handlers would fall behind. Smallest change: the stage’s leaderboardShards from 1 to 2. [leaderboard]'.replace(
        '’',
        "'",
      ),
    );
    expect(failing(first?.changes.reduce(applyChange, chain) ?? prod)).toEqual([]);
  });

  it('is loaded by every event type whose records change a score', () => {
    const pinged = catalog.find(({ type }) => type === 'location.pinged');
    const solved = catalog.find(({ type }) => type === 'clue.solved');
    const types = catalog.map((type) => (type === pinged ? { ...type, tableUse: solved?.tableUse ?? [] } : type));
    const [before, after] = [planChain(catalog, stages.prod), planChain(types, stages.prod)];
    const writes = (plan: ChainPlan) => hopOf(plan, 'leaderboard writes')?.arrivals ?? 0;
    expect(writes(after) - writes(before)).toBeCloseTo((500 * 2) / 8);
  });

  it('is read from each partition for each answer that memory does not have', () => {
    const read = (rememberedMs: number) => {
      const { leaderboard, ...others } = looking({ leaderboard: 1 });
      const reads = { ...others, leaderboard: { ...leaderboard, rememberedMs } };
      return hopOf(planChain(catalog, { ...stages.prod, reads }), 'leaderboard reads');
    };
    // 10,000 a second at half a unit; then those of them that 4,288 environments with a memory of one second do not
    // answer.
    expect(read(0)?.arrivals).toBeCloseTo(5_000);
    expect(read(0)?.utilisation).toBeGreaterThan(1);
    expect(read(1_000)?.arrivals).toBeLessThan(1_600);
  });
});

describe('what Lambda gives an account', () => {
  it('allow ten requests a second for each concurrent invocation, over all functions', () => {
    const plan = planChain(catalog, { ...stages.prod, accountConcurrency: 400 });
    // 500 authorizations, 2,000 requests, 200 reads, and the handlers' batches: one a second for each lane, or for each
    // 100 records.
    expect(hopOf(plan, 'Lambda requests')?.arrivals).toBeCloseTo(2_700 + 3 + 6 + 5 + 4 + 2 + 1);
    expect(hopOf(plan, 'Lambda requests')?.limit).toBe(4_000);
  });

  it('are reached first at the start line of a small account, and the message names the quota to request', () => {
    const small = failing({
      types: catalog,
      stage: { ...stages.prod, accountConcurrency: 250, reservedConcurrency: false },
    });
    expect(small.map(({ check }) => check)).toEqual(['account-concurrency', 'account-requests']);
    for (const { message } of small) {
      expect(message).toMatch(
        /Smallest change: the stage's accountConcurrency from 250 to \d+\. Request \d+ for the quota "Concurrent executions" first/,
      );
    }
  });

  it('allow a thousand new environments of a function in ten seconds, which no quota raises', () => {
    const stage = { ...stages.prod, trafficScale: 4, accountConcurrency: 10_000 };
    const found = failing({ types: catalog, stage }).find(({ check }) => check === 'scale-up');
    expect(found?.message).toMatch(
      /^Lambda scale-up: 880 environments of a function arrive at peak; the limit is 1,000 .*No setting removes this problem: with its present settings, the chain carries at most trafficScale 3\.\d/,
    );
  });
});
