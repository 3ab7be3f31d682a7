import { describe, expect, it } from 'vitest';
import { findProblems } from '../../../../core/capacity/check/problems.ts';
import { WEB_ACL_RULES } from '../../../../core/capacity/model/usage-cost.ts';
import { planChain } from '../../../../core/capacity/plan/chain.ts';
import { chainCost } from '../../../../core/capacity/plan/cost.ts';
import { API_GATEWAY_MILLION, tieredCost } from '../../../../core/prices.ts';
import { limitIn, REGIONAL_LIMITS } from '../../../../core/regional-limits.ts';
import { catalog } from '../../../fixtures/start-line/catalog.ts';
import { stages } from '../../../fixtures/start-line/stages.ts';

const plan = planChain(catalog, stages.prod);
const hop = (name: string, type?: string) => plan.hops.find((each) => each.name === name && each.type === type);

describe('the chain of stage prod', () => {
  it('counts each hop in its own unit: requests with events and reads, calls, entries, records, write units', () => {
    // 8,500 pings, 17 a request, and 1,500 others in requests of their own.
    expect(hop('API Gateway')?.arrivals).toBe(500 + 1_500 + 200);
    expect(hop('PutEvents')?.arrivals).toBe(2_000);
    expect(hop('rule invocations')?.arrivals).toBe(2_000);
    expect(hop('handler', 'location.pinged')?.arrivals).toBe(500);
    // One table write a record. The index has fewer: one entry for a join, and two for each of the 600 changes of a
    // score.
    expect(hop('table')?.arrivals).toBe(2_000);
    expect(hop('leaderboard writes')?.arrivals).toBe((300 + 2 * 600) / 8);
  });

  it('puts the busiest key on one shard, on top of its even share', () => {
    const types = catalog.map((type) =>
      type.type === 'location.pinged' ? { ...type, traffic: { ...type.traffic, hottestKeyShare: 0.1 } } : type,
    );
    const pinged = planChain(types, stages.prod).types.find(({ type }) => type.type === 'location.pinged');
    expect(pinged?.busiestShard).toBeCloseTo(500 * (0.1 + 0.9 / 6));
  });

  it('names the narrowest hop', () => {
    expect(plan.narrowest.name).toBe('API Gateway');
    expect(plan.narrowest.utilisation).toBeCloseTo(0.8);
  });

  it('drains the backlog of ten minutes at the rate that the handlers have above the traffic', () => {
    const solved = plan.types.find(({ type }) => type.type === 'clue.solved');
    expect(solved?.drainSeconds).toBeCloseTo((600 * 400) / (2 * (100 / 0.21) - 400));
  });

  it('asks for quotas if the region has too little, and says how much', () => {
    const { quotaRequests } = planChain(catalog, { ...stages.prod, region: 'eu-west-3' });
    expect(quotaRequests.map(({ hop: name, now, askFor }) => [name, now, askFor])).toEqual([
      ['PutEvents', 600, 2_500],
      ['rule invocations', 1_100, 2_500],
    ]);
  });

  it('costs the sum of its types and of the web ACL with its rules', () => {
    const cost = chainCost(plan);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(cost.total).toBeCloseTo(sum(Object.values(cost.lines)));
    expect(cost.total - sum(cost.types.map(({ total }) => total))).toBeCloseTo(5 + WEB_ACL_RULES);
  });
});

describe('10,000 events/s sustained', () => {
  const base = { peakEventsPerSecond: 10_000, meanBytes: 300, shape: 'steady' } as const;
  const cost = (maxEventsPerEntry: number, meanEventsPerRequest: number) => {
    const traffic = { ...base, meanEventsPerRequest };
    const definition = { ...(catalog[1] ?? never()), maxEventsPerEntry, traffic };
    return chainCost(planChain([definition], stages.prod)).lines;
  };

  it('costs 26,280 dollars a month at EventBridge with one event an entry, and a twentieth with twenty', () => {
    // 10,000/s × 730 h at a dollar a million.
    expect(cost(1, 20).EventBridge).toBeCloseTo(26_280);
    expect(cost(20, 20).EventBridge).toBeCloseTo(26_280 / 20);
  });

  it("costs API Gateway's price by its tiers", () => {
    expect(tieredCost(API_GATEWAY_MILLION, 1_314e6)).toBeCloseTo(333 * 3.5 + 667 * 2.8 + 314 * 2.38);
    // With the reads of 10,000 players, 200 a second.
    expect(cost(20, 20)['API Gateway']).toBeCloseTo(tieredCost(API_GATEWAY_MILLION, 1_314e6 * 1.4));
  });
});

describe('a quota by region', () => {
  it.each([
    ['us-east-1', 10_000],
    ['eu-central-1', 2_400],
    ['eu-west-3', 600],
    ['mx-central-1', 400],
    [undefined, 400],
  ])('in %s is %d PutEvents calls/s', (region, expected) => {
    expect(limitIn(REGIONAL_LIMITS.putEventsPerSecond, region)).toBe(expected);
  });

  it.each([
    ['us-west-2', 18_750],
    ['eu-south-2', 4_500],
    ['ap-southeast-2', 2_250],
    ['ap-east-1', 1_100],
    ['ap-northeast-2', 1_100],
    ['ap-south-1', 1_100],
    ['ap-northeast-3', 750],
    [undefined, 750],
  ])('in %s is %d deliveries to targets/s', (region, expected) => {
    expect(limitIn(REGIONAL_LIMITS.targetInvocationsPerSecond, region)).toBe(expected);
  });

  it.each([
    ['ap-southeast-5', 2_500, 1_250],
    ['ap-southeast-7', 2_500, 1_250],
    ['mx-central-1', 2_500, 1_250],
    ['ap-northeast-2', 10_000, 5_000],
  ])('in %s is %d requests/s of API Gateway, %d at once', (region, rate, burst) => {
    expect(limitIn(REGIONAL_LIMITS.apiGatewayRequestsPerSecond, region)).toBe(rate);
    expect(limitIn(REGIONAL_LIMITS.apiGatewayBurst, region)).toBe(burst);
  });
});

function never(): never {
  throw new Error('the catalog has a second type');
}

describe('concurrency without a reservation', () => {
  it('is that of authorizer, ingest and query at the start line, where no token is cached and no environment is warm', () => {
    const { authorize, ingest, query, handlers, total } = plan.unreservedConcurrency;
    // 500 phones arrive and 200 reads come a second; each starts an environment in the 400 ms that the first ones take
    // to start.
    expect({ authorize, ingest, query, handlers }).toEqual({ authorize: 205, ingest: 220, query: 85, handlers: 0 });
    expect(total).toBe(510);
    expect(hop('API functions')?.arrivals).toBe(510);
    // 22 reserved, and 510 ÷ 0.8.
    expect(plan.neededConcurrency).toBe(22 + 638);
  });

  it('includes the handlers if they reserve none, and then needs no hundred that Lambda keeps', () => {
    const dev = planChain(catalog, stages.dev);
    expect(dev.unreservedConcurrency.handlers).toBe(6);
    expect(dev.neededConcurrency).toBe(Math.ceil((6 + 4.1 + 4.4 + 1.7) / 0.8));
  });

  it('fails the check if the account has too little, and names the share of each function', () => {
    const slow = { ...stages.prod, ingestMs: 450 };
    const message = findProblems(planChain(catalog, slow)).find(
      ({ check }) => check === 'account-concurrency',
    )?.message;
    expect(message).toContain('(authorizer 205, ingest 900, query 85, handlers 0)');
  });
});

describe('table and index', () => {
  it('are counted separately, with a fifth in reserve', () => {
    // 2,000 records/s, half of them after a read of half a unit; 100 reads/s of an item; and leaderboards, which 85
    // environments answer from memory for a second: of 100 a second, 46 query eight partitions.
    const asking = 100 / (1 + 100 / 85);
    expect(plan.tableThroughput).toEqual({
      table: { writeUnits: 2_500, readUnits: Math.ceil((1_000 / 2 + 100) / 0.8) },
      index: { writeUnits: Math.ceil(1_500 / 0.8), readUnits: Math.ceil((asking * 4) / 0.8) },
    });
  });

  it('are warmed beforehand only if the peak is above what new ones serve', () => {
    expect(plan.beforehand).toEqual([]);
    expect(planChain(catalog, stages.load).beforehand).toEqual([
      expect.stringMatching(/^Warm the table .*cairn -- warm.* 5,000 write and 1,500 read units\/s/),
    ]);
    const busier = planChain(catalog, { ...stages.load, trafficScale: 2.5 }).beforehand;
    expect(busier).toEqual([expect.stringMatching(/^Warm the table /), expect.stringMatching(/^Warm the index /)]);
  });
});
