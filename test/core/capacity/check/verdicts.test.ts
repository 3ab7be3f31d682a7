import { describe, expect, it } from 'vitest';
import { checkChain } from '../../../../core/capacity/check/check.ts';
import type { Chain } from '../../../../core/capacity/plan/settings.ts';
import { keepsUp } from '../../../../core/capacity/plan/type-plan.ts';
import { backlogGrowth } from '../../../../tools/simulate/growth.ts';
import { type Verdicts, verdictsOf, zipfVerdictsOf } from '../../../helpers/verdicts.ts';

/** Two fifths of the runs of a property. */
const TYPES = Math.ceil((Number(process.env.CAIRN_PROPERTY_RUNS ?? 100) * 2) / 5);
/** Simulated once for all tests, because each type takes a tenth of a second. */
let played: readonly Verdicts[] | undefined;
const seeds = Array.from({ length: TYPES }, (_, index) => index + 1);
/** Checks that report a growing backlog of a type. */
const GROWTH = new Set(['stream', 'handler-rate', 'hot-key', 'worker-concurrency']);

function verdictsOfAll(): readonly Verdicts[] {
  played ??= seeds.map(verdictsOf);
  return played;
}

const named = ({ seed, chain, planned, simulated }: Verdicts) => ({ seed, planned, simulated, types: chain.types });

describe('plan, check and simulator', { timeout: 120_000 }, () => {
  it('agree for random types, including single keys, whether the backlog grows without bound at the peak', () => {
    const verdicts = verdictsOfAll();
    expect(verdicts.filter(({ planned, simulated }) => planned !== simulated).map(named)).toEqual([]);
    // The sample proves something only if it contains both results.
    expect(verdicts.some(({ planned }) => planned)).toBe(true);
    expect(verdicts.some(({ planned }) => !planned)).toBe(true);
    const redrawn = verdicts.reduce((sum, each) => sum + each.redrawn, 0);
    if (TYPES > 100) console.log(`${TYPES} types, ${redrawn} redrawn within a tenth of a limit; no disagreement`);

    for (const { chain, plan, seed } of verdicts) {
      const fails = checkChain(chain).findings.filter(({ level, check }) => level === 'fails' && GROWTH.has(check));
      if (!keepsUp(plan)) expect(fails, `seed ${seed} is not refused`).not.toEqual([]);
      expect(Number.isFinite(plan.latency.total), `the latency of seed ${seed}`).toBe(
        plan.recordsPerSecond < plan.handlerRate,
      );
      if (plan.recordsPerSecond < plan.handlerRate) expect(plan.drainSeconds).toBeGreaterThan(0);
    }
  });

  it('differ from a plan that counts one worker’s rate times workers ÷ lanes, as an earlier one did', () => {
    const wrong = verdictsOfAll().filter(({ plan, simulated }) => {
      const { stream, mapping, handler } = plan.topology;
      const lanes = stream.shards.value * mapping.parallelizationFactor.value;
      const reserved = handler.reservedConcurrency.value ?? lanes;
      const workers = Math.max(1, Math.min(lanes, reserved, Math.floor(1 / plan.hottestKeyShare)));
      const ofShard =
        Math.max(1, Math.min(mapping.parallelizationFactor.value, workers)) * Math.min(1, workers / lanes);
      return (plan.busiestShard >= ofShard * plan.laneRate || plan.busiestShard > plan.shardLimit) !== simulated;
    });
    expect(wrong).not.toEqual([]);
  });

  it('report how often they differ if keys follow Zipf’s law, of which the plan knows only the busiest key', () => {
    const verdicts = seeds.slice(0, Math.ceil(TYPES / 2)).flatMap((seed) => zipfVerdictsOf(seed) ?? []);
    const differ = verdicts.filter(({ planned, simulated }) => planned !== simulated);
    const late = differ.filter(({ simulated }) => simulated).length;
    console.log(
      `Zipf keys: ${differ.length} of ${verdicts.length} types differ (${late} fall behind though planned to keep up)`,
    );
    expect(verdicts.length).toBeGreaterThan(0);
  });
});

describe('a type of one hot key that one lane keeps up with', () => {
  const chainOf = (parallelizationFactor?: number): Chain => ({
    types: [
      {
        type: 'photo.taken',
        partitionKey: 'data.huntId',
        priority: 'normal',
        traffic: { peakEventsPerSecond: 300, meanBytes: 200, shape: 'steady' },
        maxEventsPerEntry: 100,
        processing: parallelizationFactor === undefined ? {} : { parallelizationFactor },
        latencyObjective: { percentile: 99, milliseconds: 5_000 },
      },
    ],
    stage: {
      name: 'test',
      region: 'us-east-1',
      trafficScale: 1,
      streamCapacity: 'planned',
      throttle: { requestsPerSecond: 450, burst: 450 },
      reservedConcurrency: true,
      waf: false,
    },
  });

  it.each([[undefined], [1], [2], [3], [10]])('passes with %s lanes, and the simulator keeps up', (lanes) => {
    const { findings, plan } = checkChain(chainOf(lanes));
    expect(findings).toEqual([]);
    expect(plan.types[0]?.latency.total).toBe(checkChain(chainOf(1)).plan.types[0]?.latency.total);
    expect(backlogGrowth({ chain: chainOf(lanes) }).grows).toBe(false);
  });

  it('gets one lane, because more would be idle', () => {
    expect(checkChain(chainOf()).plan.types[0]?.topology.mapping.parallelizationFactor.value).toBe(1);
  });
});
