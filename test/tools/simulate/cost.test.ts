import { describe, expect, it } from 'vitest';
import { SECONDS_PER_MONTH } from '../../../core/capacity/model/usage.ts';
import { COST_LINES, type CostLine, totalCost } from '../../../core/capacity/model/usage-cost.ts';
import { planChain } from '../../../core/capacity/plan/chain.ts';
import { chainCost } from '../../../core/capacity/plan/cost.ts';
import { applyChange, type Chain } from '../../../core/capacity/plan/settings.ts';
import { PRICES } from '../../../core/prices.ts';
import type { Disturbance } from '../../../tools/simulate/disturbances.ts';
import { loadScenario } from '../../../tools/simulate/scenario.ts';
import { simulate } from '../../../tools/simulate/simulate.ts';

const TYPE = 'game.played';
/** As long as API Gateway caches a token's answer, so that a run has its share of the authorizer's calls. */
const SECONDS = 300;

/**
 * The plan's roughest guess is how full a handler's batches are. For the table, the plan spreads the readers over all
 * environments that the start line has created; a run uses the one that was used last, which remembers more
 * leaderboards.
 */
const TOLERANCE: Partial<Record<CostLine, number>> = { handler: 0.08, table: 0.08 };

/** 40 requests a second of 20 events, day and night: a month below the first step of API Gateway's price. */
const { chain: planned } = loadScenario('post-mortem-planned');
const base: Chain = applyChange(
  { ...planned, stage: { ...planned.stage, waf: true, retainState: true } },
  { type: TYPE, setting: 'traffic.peakEventsPerSecond', value: 800 },
);

describe('the bill of a run', () => {
  it.each<[string, Chain]>([
    ['provisioned shards', base],
    [
      'shards that keep records for three days',
      applyChange(base, { type: TYPE, setting: 'maxRecordAgeSeconds', value: 259_200 }),
    ],
    [
      'an on-demand stream that keeps them so long',
      applyChange(applyChange(base, { setting: 'streamCapacity', value: 'on-demand' }), {
        type: TYPE,
        setting: 'maxRecordAgeSeconds',
        value: 259_200,
      }),
    ],
    [
      'records of which an on-demand stream bills more than they hold',
      applyChange(applyChange(base, { setting: 'streamCapacity', value: 'on-demand' }), {
        type: TYPE,
        setting: 'maxEventsPerEntry',
        value: 2,
      }),
    ],
    ['no web ACL and no state', { ...base, stage: { ...base.stage, waf: false, retainState: false } }],
  ])('equals the plan’s for the same traffic, line by line: %s', async (_, chain) => {
    const report = await simulate({ name: 'cost', chain, seconds: SECONDS, drainSeconds: 5 });
    const plan = chainCost(planChain(chain.types, chain.stage));
    const run = report.cost;
    if (run === null) throw new Error('a run on AWS has a bill');
    const month = SECONDS_PER_MONTH / SECONDS;
    for (const line of COST_LINES) {
      if (plan.lines[line] === 0) expect(run.lines[line], line).toBe(0);
      else
        expect(Math.abs((run.lines[line] * month) / plan.lines[line] - 1), line).toBeLessThan(TOLERANCE[line] ?? 0.05);
    }
    expect(run.dollars).toBeCloseTo(totalCost(run.lines));
    expect((run.dollars * month) / plan.total).toBeGreaterThan(0.97);
    expect((run.dollars * month) / plan.total).toBeLessThan(1.03);
  });

  it('includes a write for each record that came alone and late, because its attempts were counted', async () => {
    const alone = [
      { type: TYPE, setting: 'traffic.peakEventsPerSecond', value: 40 },
      { type: TYPE, setting: 'batchSize', value: 1 },
    ] as const;
    const chain = alone.reduce<Chain>(applyChange, planned);
    const billOf = async (disturbances: readonly Disturbance[]) => {
      const { cost, types } = await simulate({ name: 'cost', chain, seconds: 20, drainSeconds: 300, disturbances });
      if (cost === null) throw new Error('a run on AWS has a bill');
      return { table: cost.lines.table, records: types[0]?.records ?? 0 };
    };
    const prompt = await billOf([]);
    const late = await billOf([{ kind: 'stopped', type: TYPE, at: 0, seconds: 90 }]);
    expect(late.records).toBe(prompt.records);
    const writes = ((late.table - prompt.table) / PRICES.dynamoDbWriteMillion.value) * 1e6;
    expect(writes).toBeCloseTo(late.records, 3);
  });
});
