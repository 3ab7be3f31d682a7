import { describe, expect, it } from 'vitest';
import { chainNamed } from '../../../catalog/chain-named.ts';
import { stages } from '../../../catalog/stages.ts';
import { command } from '../../../tools/drill/command.ts';
import { monitoringOfChain } from '../../../tools/drill/drill.ts';
import { drilledChain, drilledChains } from '../../../tools/drill/drilled-stage.ts';

/** Fails before anything is built. */
const run = (...options: readonly string[]): Promise<unknown> =>
  command({
    print: () => {},
    report: () => {},
    assemblyOf: () => Promise.reject(new Error('built')),
  }).parseAsync(options, { from: 'user' });

describe('npm run cairn -- drill', () => {
  it('refuses an alarm that the stage does not have, and names the nearest', async () => {
    await expect(run('--only', 'Behind', 'Behnd')).rejects.toThrow(/Behnd[\s\S]*Did you mean "Behind"\?/);
    await expect(run('--only', 'Api/Latency')).rejects.toThrow('built');
  });

  it('refuses a stage that is not in the catalog', async () => {
    await expect(run('--stage', 'nobody')).rejects.toThrow(/nobody[\s\S]*allowed: dev, prod/);
  });

  it('writes only the table of a whole drill of stage prod', async () => {
    for (const options of [['--only', 'Behind'], ['--live'], ['--stage', 'dev']]) {
      await expect(run('--docs', ...options), options.join(' ')).rejects.toThrow(/--docs/);
    }
    await expect(run('--live', '--only', 'Behind')).rejects.toThrow(/--only/);
  });
});

describe('The stage that is drilled', () => {
  it('has less traffic and the same alarms as the stage', () => {
    const { types, stage } = drilledChain('prod');
    const drilled = monitoringOfChain({ types, stage });
    const whole = monitoringOfChain({ types, stage: stages.prod });
    expect(stage.trafficScale).toBeLessThan(stages.prod.trafficScale / 100);
    expect(drilled.alarms.map(({ id }) => id)).toEqual(whole.alarms.map(({ id }) => id));
    expect(drilled.composites).toEqual(whole.composites);
    expect({ ...stage, trafficScale: 0, throttle: 0 }).toEqual({ ...stages.prod, trafficScale: 0, throttle: 0 });
  });

  it('has a governor that looks on where alarms are raised, and one that acts where its acts are shown', () => {
    for (const governor of ['observe', 'act'] as const) {
      const { chain, acting } = drilledChains('prod', (name) => {
        const { types, stage } = chainNamed(name);
        return { types, stage: { ...stage, governor } };
      });
      expect(chain.stage.governor).toBe('observe');
      expect(acting?.stage).toEqual({ ...chain.stage, governor: 'act' });
    }
    const without = drilledChains('prod', (name) => {
      const { types, stage } = chainNamed(name);
      return { types, stage: { ...stage, governor: 'off' } };
    });
    expect(without.acting).toBeUndefined();
  });

  it('is at its own size where single shards are watched, whether it watches them or not, and only looks on', () => {
    const changed = (change: object) =>
      drilledChains('prod', (name) => {
        const { types, stage } = chainNamed(name);
        return { types, stage: { ...stage, trafficScale: 20, governor: 'act', ...change } };
      }).whole;
    expect(changed({})?.stage).toMatchObject({ trafficScale: 20, shardMetrics: true, governor: 'observe' });
    expect(changed({ streamCapacity: 'on-demand' })).toBeUndefined();
    expect(changed({ trafficScale: 0.001 })).toBeUndefined();
  });
});
