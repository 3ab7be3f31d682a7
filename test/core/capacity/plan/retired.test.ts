import { describe, expect, it } from 'vitest';
import { catalog } from '../../../../catalog/index.ts';
import { stages } from '../../../../catalog/stages.ts';
import { checkChain } from '../../../../core/capacity/check/check.ts';
import { planChain } from '../../../../core/capacity/plan/chain.ts';
import { chainCost } from '../../../../core/capacity/plan/cost.ts';
import { typeTopology } from '../../../../core/chain/type-topology.ts';
import { mixOf } from '../../../../tools/shared/load/mix.ts';
import { simulate } from '../../../../tools/simulate/simulate.ts';

const RETIRED = 'location.pinged';
const types = catalog.map((each) => (each.type === RETIRED ? { ...each, retired: true } : each));
const chain = { types, stage: stages.prod };

describe('A retired type', () => {
  it('keeps the size of its chain, so that accepted events are handled at the planned rate', () => {
    for (const definition of catalog.filter(({ type }) => type === RETIRED)) {
      const [before, after] = [
        typeTopology(definition, stages.prod),
        typeTopology({ ...definition, retired: true }, stages.prod),
      ];
      const none = { eventsPerSecond: 0, requestsPerSecond: 0, recordsPerSecond: 0 };
      expect(after).toEqual({ ...before, retired: true, demand: { ...before.demand, ...none } });
    }
  });

  it('has no traffic in the plan, and fails no check', () => {
    const [with_, without] = [planChain(types, stages.prod), planChain(catalog, stages.prod)];
    expect(with_.types.find(({ type }) => type.type === RETIRED)).toMatchObject({
      eventsPerSecond: 0,
      drainSeconds: 0,
    });
    expect(without.requestsPerSecond - with_.requestsPerSecond).toBe(500);
    expect(chainCost(with_).types.every(({ total }) => Number.isFinite(total))).toBe(true);
    expect(checkChain(chain).findings.filter(({ type }) => type === RETIRED)).toEqual([]);
  });

  it('costs what its shards cost, also if all types are retired', () => {
    const retired = catalog.map((each) => ({ ...each, retired: true }));
    const { types: costs, lines } = chainCost(planChain(retired, stages.prod));
    for (const { total, lines: own } of costs) expect(total).toBeCloseTo(own.stream + own['KMS calls']);
    expect(lines.stream).toBeGreaterThan(100);
  });

  it('is not sent by a load, and cannot be requested', () => {
    expect(mixOf(types).map(({ type }) => type)).toEqual(
      catalog.map(({ type }) => type).filter((type) => type !== RETIRED),
    );
    expect(() => mixOf(types, `${RETIRED}=1`)).toThrow('Name types of the catalog that are not retired.');
  });

  it('is not sent by simulated phones', async () => {
    const report = await simulate({ name: 'retired', chain, seconds: 5 });
    expect(report.types.find(({ type }) => type === RETIRED)).toMatchObject({ sent: 0 });
    expect(report.events.sent).toBeGreaterThan(1_000);
    expect(report.events.processed).toBe(report.events.sent);
  });
});
