import { describe, expect, it } from 'vitest';
import { planChain } from '../../../core/capacity/chain.ts';
import { chainCost } from '../../../core/capacity/cost.ts';
import { limitIn, REGIONAL_LIMITS } from '../../../core/limits.ts';
import { API_GATEWAY_MILLION, tieredCost } from '../../../core/prices.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { stages } from '../../fixtures/start-line/stages.ts';

const plan = planChain(catalog, stages.prod);
const hop = (name: string, type?: string) => plan.hops.find((each) => each.name === name && each.type === type);

describe('the chain of stage prod', () => {
  it('counts each hop in its own unit: requests, calls, entries, records, write units', () => {
    // 8,500 pings, 17 a request, and 1,500 others in requests of their own.
    expect(hop('API Gateway')?.arrivals).toBe(500 + 1_500);
    expect(hop('PutEvents')?.arrivals).toBe(2_000);
    expect(hop('rule invocations')?.arrivals).toBe(2_000);
    expect(hop('handler', 'location.pinged')?.arrivals).toBe(500);
    expect(hop('table')?.arrivals).toBe(4_000);
  });

  it('puts the busiest key on one shard, beside its even share', () => {
    const pinged = plan.types.find(({ type }) => type.type === 'location.pinged');
    expect(pinged?.busiestShard).toBeCloseTo(500 * (0.001 + 0.999 / 6));
  });

  it('names the narrowest hop', () => {
    expect(plan.narrowest.name).toBe('API Gateway');
    expect(plan.narrowest.utilisation).toBeCloseTo(0.8);
  });

  it('drains the backlog of ten minutes at what the handlers have over the traffic', () => {
    const solved = plan.types.find(({ type }) => type.type === 'clue.solved');
    expect(solved?.drainSeconds).toBeCloseTo((600 * 400) / (2 * (100 / 0.21) - 400));
  });

  it('asks for quotas where the region has too little, and says how much', () => {
    const { quotaRequests } = planChain(catalog, { ...stages.prod, region: 'eu-west-3' });
    expect(quotaRequests.map(({ hop: name, now, askFor }) => [name, now, askFor])).toEqual([
      ['PutEvents', 600, 2_500],
      ['rule invocations', 1_100, 2_500],
    ]);
  });

  it('costs by hop what its types cost, and WAF', () => {
    const cost = chainCost(plan);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(Object.values(cost.hops))).toBeCloseTo(sum(cost.types.map(({ total }) => total)));
    expect(cost.total).toBeCloseTo(sum(Object.values(cost.hops)) + cost.waf);
  });
});

describe('10,000 events/s sustained', () => {
  const base = { peakEventsPerSecond: 10_000, meanBytes: 300, shape: 'steady' } as const;
  const cost = (maxEventsPerEntry: number, meanEventsPerRequest: number) => {
    const traffic = { ...base, meanEventsPerRequest };
    const definition = { ...(catalog[1] ?? never()), maxEventsPerEntry, traffic };
    return chainCost(planChain([definition], stages.prod)).hops;
  };

  it('costs 26,280 dollars a month at EventBridge with an event an entry, a twentieth with twenty', () => {
    // 10,000/s × 730 h at a dollar a million.
    expect(cost(1, 20).PutEvents).toBeCloseTo(26_280);
    expect(cost(20, 20).PutEvents).toBeCloseTo(26_280 / 20);
  });

  it('costs at API Gateway by its tiers', () => {
    expect(tieredCost(API_GATEWAY_MILLION, 1_314e6)).toBeCloseTo(333 * 3.5 + 667 * 2.8 + 314 * 2.38);
    expect(cost(20, 20)['API Gateway']).toBeCloseTo(tieredCost(API_GATEWAY_MILLION, 1_314e6));
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
});

function never(): never {
  throw new Error('the catalog has a second type');
}
