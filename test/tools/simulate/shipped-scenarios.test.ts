import { describe, expect, it } from 'vitest';
import { loadScenario, scenarioNames } from '../../../tools/simulate/scenario.ts';
import { simulate } from '../../../tools/simulate/simulate.ts';
import { expectLedger, play } from './played-chain.ts';

describe('the scenarios that come with Cairn', { timeout: 120_000 }, () => {
  it.each(scenarioNames().map((name) => [name]))('%s has a balanced event ledger', async (name) => {
    const scenario = loadScenario(name);
    expectLedger(await simulate({ ...scenario, seconds: Math.min(10, scenario.seconds), drainSeconds: 30 }));
  });

  it('the brake holds a phone that sends without end, and nobody who leaves a tunnel', async () => {
    const { traffic } = loadScenario('tunnel');
    const load = [{ at: 0, ofPeak: 0.05 }];
    const tunnel = traffic?.reconnects?.map((reconnect) => ({ ...reconnect, at: 5 })) ?? [];
    const [home, looping] = await Promise.all([
      play({ traffic: { load, reconnects: tunnel }, seconds: 15 }),
      play({ traffic: { load: [{ at: 0, ofPeak: 0.2 }], players: 1 }, seconds: 30 }),
    ]);
    expect(home.events.sent).toBeGreaterThan(600_000);
    expect(home.requests.refusedEvents['player rate']).toBe(0);
    expectLedger(looping);
    expect(looping.requests.refusedEvents['player rate']).toBeGreaterThan(10_000);
  });

  it('the post-mortem’s broker refuses, its cure accepts the traffic, and twice the traffic is too much again', async () => {
    const [before, cured, twice] = await Promise.all([
      simulate(loadScenario('post-mortem-before', { seconds: 40 })),
      simulate(loadScenario('post-mortem-cured', { seconds: 40 })),
      simulate(loadScenario('post-mortem-cured', { seconds: 60, peak: 2 })),
    ]);
    expect(before.throughput.processed / 2_000).toBeCloseTo(1, 1);
    expect(before.events.shed / before.events.sent).toBeGreaterThan(0.6);
    expect(cured.throughput.processed / 10_000).toBeCloseTo(1, 1);
    expect(cured.events.shed / cured.events.sent).toBeLessThan(0.01);
    expect(twice.throughput.processed / 10_000).toBeCloseTo(1, 1);
    expect(twice.events.shed / twice.events.sent).toBeGreaterThan(0.25);
    expect((twice.latency.p50 ?? 0) / (before.latency.p50 ?? 1)).toBeLessThan(0.85);
  });
});
