import { describe, expect, it } from 'vitest';
import { checkStage } from '../../catalog/check-stage.ts';
import type { StageConfig } from '../../catalog/stages.ts';
import { planChain } from '../../core/capacity/plan/chain.ts';
import { governorPlan } from '../../core/capacity/plan/governor-plan.ts';
import { catalog } from '../fixtures/start-line/catalog.ts';
import { stages } from '../fixtures/start-line/stages.ts';

const ELASTIC: StageConfig = { ...stages.prod, governor: 'act', elastic: { floor: 0.25 } };

describe('a stage that is elastic', () => {
  it('deploys its floor of the planned shards, and sizes everything else for the peak', () => {
    expect(() => checkStage(ELASTIC)).not.toThrow();
    const plain = planChain(catalog, stages.prod);
    const elastic = planChain(catalog, ELASTIC);
    for (const [index, { topology }] of elastic.types.entries()) {
      const planned = plain.types[index]?.topology.stream.shards.value ?? 0;
      expect(topology.stream.shards.value).toBe(planned);
      expect(topology.stream.deployedShards.value).toBe(Math.ceil(planned / 4));
    }
    expect(governorPlan(elastic).floorShare).toBe(0.25);
    expect(governorPlan(plain).floorShare).toBe(1);
  });

  it.each([
    ['a floor that four doublings do not raise to the plan', { elastic: { floor: 0.01 } }, 'elastic.floor'],
    ['a floor that is no share', { elastic: { floor: 2 } }, 'elastic.floor'],
    ['a governor that only observes', { governor: 'observe' }, "governor: 'act'"],
    ['streams that have no planned shards', { streamCapacity: 'on-demand' }, "streamCapacity: 'planned'"],
  ] as const)('is refused with %s', (_, changes, names) => {
    expect(() => checkStage({ ...ELASTIC, ...changes })).toThrow(names);
  });

  it('is refused with a mode that does not exist', () => {
    expect(() => checkStage({ ...stages.prod, governor: 'on' as 'act' })).toThrow('off, observe, act');
  });
});
