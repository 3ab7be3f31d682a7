import { describe, expect, it } from 'vitest';
import { benchHealing, healingOf } from '../../bench/healing.ts';
import { healingPicture, healingRows, SITUATIONS } from '../../bench/healing-report.ts';
import { type HealingFigures, healingRun, problemsOf } from '../../bench/healing-run.ts';
import { loadScenario, scenarioNames } from '../../tools/simulate/scenario.ts';
import { simulate } from '../../tools/simulate/simulate.ts';

describe('the benchmark of the governor', { timeout: 120_000 }, () => {
  it('plays every situation that is shipped, from a process of its own', async () => {
    expect(Object.keys(SITUATIONS).sort()).toEqual(scenarioNames().filter((name) => name.startsWith('heal-')));
    const table = await benchHealing({
      seeds: 1,
      scenarios: ['heal-table'],
      fraction: 0.002,
      workers: 1,
      writes: false,
    });
    expect(table).toMatch(/\| the table refuses everything for 10 min \(`heal-table`\) \| 0\.002 \| off \| \d/);
    expect(table).toMatch(/\| {2}\| {2}\| act \| \d/);
    expect(table).toContain('No run lost an event or shed a critical one');
  });

  it('finds a critical event that is shed, an event without an end, and an actuator that swings', async () => {
    const scenario = loadScenario('heal-hot-key', { fraction: 0.002, seconds: 60 });
    const report = await simulate({ ...scenario, drainSeconds: 600 });
    const priorities = new Map(scenario.chain.types.map(({ type, priority }) => [type, priority]));
    expect(problemsOf(report, priorities)).toEqual([]);
    const critical = report.types.filter(({ type }) => priorities.get(type) === 'critical');
    const shed = critical.map((type) => ({ ...type, shedAttempts: 3 }));
    expect(problemsOf({ ...report, types: shed }, priorities)[0]).toMatch(/^sheds 3 events of /);
    const lost = critical.map((type) => ({ ...type, sent: type.sent + 2, accepted: type.accepted + 1 }));
    expect(problemsOf({ ...report, types: lost }, priorities)).toHaveLength(2);
    const acts = [1, 2, 1, 2, 1].map((from) => {
      const act = { kind: 'reshard', type: 'ping', from, to: 3 - from } as const;
      return { atSeconds: 0, kind: act.kind, reason: '', act };
    });
    expect(problemsOf({ ...report, acts }, priorities)).toEqual(['ping: shards turns 4 times']);
  });

  it('has the median and the worst of the seeds, and a picture of both modes', async () => {
    const run = await healingRun({ scenario: 'heal-hot-key', governor: 'off', seed: 1, fraction: 0.002 });
    const back = (seed: number, backSeconds: number): HealingFigures => ({ ...run, seed, backSeconds });
    expect(healingRows([back(1, 90), back(2, 0), back(3, 60)])[0]?.[3]).toBe('60 s (90 s)');
    expect(healingRows([back(1, 0), back(2, 0)])[0]?.[3]).toBe('never late');
    const svg = healingPicture([run, { ...run, governor: 'act' }], 'heal-hot-key', 5_000);
    expect(svg).toContain('without the governor');
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(() => healingPicture([run], 'heal-hot-key', 5_000)).toThrow('with the governor act');
  });

  it('refuses a situation that does not exist', () => {
    expect(healingOf({ BENCH_SEEDS: '2', BENCH_SCENARIOS: 'heal-burst' })).toMatchObject({
      seeds: 2,
      scenarios: ['heal-burst'],
    });
    expect(() => healingOf({ BENCH_SCENARIOS: 'heal-bust' })).toThrow('Did you mean heal-burst?');
  });
});
