import { describe, expect, it } from 'vitest';
import { planChain } from '../../../core/capacity/plan/chain.ts';
import type { SimulationReport } from '../../../tools/simulate/report.ts';
import { chain, expectLedger, plain, play, toldSeconds } from './played-chain.ts';

describe('a chain of the right size', () => {
  it('refuses nobody, loses nothing, keeps every objective and drains at once', async () => {
    const report = await plain();
    expectLedger(report);
    expect(report.events.processed).toBe(report.events.sent);
    expect(report.events.sent).toBeGreaterThan(560_000);
    expect(report.requests.refusedAttempts).toBe(0);
    expect(report.types.every(({ met }) => met)).toBe(true);
    expect(report.backlog.drainSeconds).toBeLessThan(3);
    expect(report.endedAt).toBeLessThan(65);
  });

  it('has the mix of the catalog, in requests of twenty events', async () => {
    const report = await plain();
    const pinged = report.types.find(({ type }) => type === 'location.pinged');
    expect((pinged?.sent ?? 0) / report.events.sent).toBeCloseTo(0.85, 2);
    expect(report.events.sent / report.requests.sent).toBeCloseTo(20, 6);
  });

  it('is nowhere slower than its latency plan', async () => {
    const report = await plain();
    const plan = planChain(chain.types, chain.stage);
    for (const [index, type] of report.types.entries()) {
      expect(type.latencyMs).toBeLessThan(plan.types[index]?.latency.total ?? 0);
    }
  });

  it('needs no poll if records are delivered as they come', async () => {
    const [polled, immediate] = [await plain(), await play({ seconds: 10, poll: 'immediate' })];
    expect((polled.latency.p50 ?? 0) - (immediate.latency.p50 ?? 0)).toBeGreaterThan(350);
  });
});

describe('a run', () => {
  it('is the same each time for a seed, to the byte, and another for another', async () => {
    const [one, again, other] = await Promise.all([7, 7, 8].map((seed) => play({ seed, seconds: 10 })));
    expect(JSON.stringify(again)).toBe(JSON.stringify(one));
    expect(JSON.stringify(other)).not.toBe(JSON.stringify(one));
  });

  it('reports its progress', async () => {
    await plain();
    expect(toldSeconds.length).toBeGreaterThan(0);
    expect(toldSeconds.every((seconds, index) => seconds > (toldSeconds[index - 1] ?? 0))).toBe(true);
  });

  it('ends early, and says so, if it would hold too many records', async () => {
    const disturbances = [{ kind: 'stopped', type: 'location.pinged', at: 5, seconds: 1_000 }] as const;
    const report = await play({ seconds: 30, disturbances, mostOpenRecords: 10_000 });
    expect(report.stopped).toBe('more than 10,000 records were under way');
    expect(report.endedAt).toBeLessThan(40);
    expectLedger(report);
  });

  it('holds no more than the open records, however long it is', async () => {
    // A minute has 150 times as many events.
    expect((await plain()).stopped).toBeUndefined();
  });
});

describe('measured figures', () => {
  it('replace the assumed ones for the types that were measured', async () => {
    const serviceTime = {
      invocationMs: 400,
      recordMs: 1,
      variation: 0,
      memoryMb: 1_024,
      invocationQuantiles: [
        [0, 300],
        [0.5, 400],
        [1, 500],
      ],
    } as const;
    const calibration = {
      version: 1,
      source: 'test',
      measuredAt: '2026-11-23T00:00:00Z',
      types: { 'hint.requested': { invocations: 100, serviceTime } },
    } as const;
    const [assumed, measured] = [await plain(), await play({ calibration, seconds: 15 })];
    const p50 = ({ types }: SimulationReport, name: string) =>
      types.find(({ type }) => type === name)?.latency.p50 ?? 0;
    expect(p50(measured, 'hint.requested') - p50(assumed, 'hint.requested')).toBeGreaterThan(250);
    expect(Math.abs(p50(measured, 'hunt.joined') - p50(assumed, 'hunt.joined'))).toBeLessThan(200);
  });
});
