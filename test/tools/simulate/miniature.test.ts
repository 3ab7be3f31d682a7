import { describe, expect, it } from 'vitest';
import { planChain } from '../../../core/capacity/plan/chain.ts';
import { miniature } from '../../../tools/simulate/miniature.ts';
import { readScenario } from '../../../tools/simulate/scenario.ts';
import { chain } from './played-chain.ts';

const whole = planChain(chain.types, chain.stage).types;
const planOf = (fraction: number) => {
  const { types, stage } = miniature(chain, fraction);
  return planChain(types, stage).types;
};

describe.each([[0.5], [0.1], [0.02]])('a miniature at %d of the rates', (fraction) => {
  const small = planOf(fraction);

  it('has that share of records, and handlers as full as the whole', () => {
    for (const [index, plan] of small.entries()) {
      const of = whole[index];
      if (of === undefined) throw new Error('a type is missing');
      expect(plan.recordsPerSecond / of.recordsPerSecond).toBeCloseTo(fraction, 5);
      const full = (each: typeof plan) => each.recordsPerSecond / each.topology.stream.shards.value / each.laneRate;
      if (plan.topology.stream.shards.value === of.topology.stream.shards.value) {
        expect(full(plan) / full(of)).toBeGreaterThan(0.95);
        expect(full(plan) / full(of)).toBeLessThan(1.05);
      }
      expect(plan.batchMs / of.batchMs).toBeGreaterThan(0.9);
      expect(plan.batchMs / of.batchMs).toBeLessThan(1.1);
    }
  });

  it('has shards as full as the whole, and as many as EventBridge’s 64 KB allow', () => {
    for (const [index, plan] of small.entries()) {
      const { shardLimit = 1, busiestShard = 0, topology } = whole[index] ?? {};
      if (plan.topology.stream.shards.value !== topology?.stream.shards.value) {
        expect(plan.recordBytes).toBeGreaterThan(48_000);
        continue;
      }
      expect(plan.busiestShard / plan.shardLimit).toBeCloseTo(busiestShard / shardLimit, 1);
    }
  });

  it('has that share of the stage’s throttle', () => {
    const { requestsPerSecond } = miniature(chain, fraction).stage.throttle;
    expect(requestsPerSecond).toBeCloseTo(chain.stage.throttle.requestsPerSecond * fraction, 5);
  });
});

it('a scenario at a share of the rates has as many poison records a second', () => {
  const text =
    'says: A test.\nseconds: 10\ndisturbances: [{ poisoned: location.pinged, share: 0.01, at: 0, seconds: 1 }]\n';
  expect(readScenario('mine', text).disturbances).toMatchObject([{ share: 0.01 }]);
  expect(readScenario('mine', text, { fraction: 0.5 })).toMatchObject({
    fraction: 0.5,
    disturbances: [{ share: 0.02 }],
  });
  expect(readScenario('mine', text, { fraction: 0.001 }).disturbances).toMatchObject([{ share: 1 }]);
});
