import { describe, expect, it } from 'vitest';
import { planChain } from '../../../core/capacity/plan/chain.ts';
import { applyChange } from '../../../core/capacity/plan/settings.ts';
import { OUTAGE_SECONDS } from '../../../core/capacity/plan/type-plan.ts';
import { timesOf } from '../../../tools/simulate/service-times.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { stages } from '../../fixtures/start-line/stages.ts';
import { chain, expectLedger, play } from './played-chain.ts';

describe('what goes wrong', { timeout: 120_000 }, () => {
  /** A tenth of the load: a fault takes its time at any load. */
  const tenth = { load: [{ at: 0, ofPeak: 0.1 }] };

  it('a handler that is stopped for a while catches up when the plan says, within a sixth', async () => {
    const outage = 200;
    const disturbances = [{ kind: 'stopped', type: 'location.pinged', at: 20, seconds: outage }] as const;
    const report = await play({ disturbances, seconds: 340 });
    expectLedger(report);
    expect(report.events.processed).toBe(report.events.sent);
    const { types, everySeconds } = report.timeline;
    const ages = types.find(({ type }) => type === 'location.pinged')?.iteratorAgeMs ?? [];
    const caughtUp = ages.findLastIndex((age) => age > 3_000) * everySeconds - (20 + outage);
    const behind = report.types.find(({ type }) => type === 'location.pinged')?.behind;
    expect(behind?.fromSeconds).toBeGreaterThan(20);
    expect(behind?.fromSeconds).toBeLessThan(32);
    expect(behind?.toSeconds).toBeGreaterThan(20 + outage);
    const planned = planChain(chain.types, chain.stage).types.find(({ type }) => type.type === 'location.pinged');
    const expected = ((planned?.drainSeconds ?? 0) * outage) / OUTAGE_SECONDS;
    expect(caughtUp / expected).toBeGreaterThan(5 / 6);
    expect(caughtUp / expected).toBeLessThan(7 / 6);
  });

  it('a handler that fails for a while loses nothing: only the age of a record ends its retries', async () => {
    const disturbances = [{ kind: 'failing', type: 'hint.requested', at: 5, seconds: 60 }] as const;
    const report = await play({ disturbances, seconds: 150, traffic: tenth });
    expectLedger(report);
    expect(report.events).toMatchObject({ processed: report.events.accepted, deadLettered: 0 });
  });

  it('a handler that fails sends records to the failure bucket after a set number of retries', async () => {
    const disturbances = [{ kind: 'failing', type: 'hint.requested', at: 5, seconds: 60 }] as const;
    const few = applyChange(chain, { type: 'hint.requested', setting: 'retryAttempts', value: 5 });
    const report = await play({ chain: few, disturbances, seconds: 90, traffic: tenth });
    expectLedger(report);
    const hinted = report.types.find(({ type }) => type === 'hint.requested');
    expect(hinted?.deadLettered).toBeGreaterThan(0);
    expect(report.types.filter(({ deadLettered }) => deadLettered > 0)).toHaveLength(1);
  });

  it('a handler that is too slow for its batches reports how far it came: its timeout ends no invocation', async () => {
    // A hundred records take 40 s, more than the timeout of 30 s. Without retries, a batch that the timeout ends would
    // be lost.
    const disturbances = [{ kind: 'slow', what: 'handlers', factor: 200, at: 5, seconds: 30 }] as const;
    const processing = { batchSize: 100, timeoutSeconds: 30, retryAttempts: 0, bisectBatchOnError: false };
    const types = catalog.map((type) => ({ ...type, processing }));
    const traffic = { load: [{ at: 0, ofPeak: 0.2 }] };
    const slow = { chain: { types, stage: stages.prod }, disturbances, traffic, seconds: 40, drainSeconds: 200 };
    const report = await play(slow);
    expectLedger(report);
    expect(Math.max(...report.types.map(({ maxIteratorAgeMs }) => maxIteratorAgeMs))).toBeGreaterThan(20_000);
    expect(report.events).toMatchObject({ processed: report.events.accepted, deadLettered: 0 });
  });

  it('a record that outlasts every invocation is quarantined, and counts as a dead letter', async () => {
    const times = timesOf(chain);
    const record = { kind: 'constant', meanMs: 40_000 } as const;
    const stuck = {
      ...times,
      handler: (name: string, memoryMb: number) => ({ ...times.handler(name, memoryMb), record }),
    };
    const traffic = { load: [{ at: 0, ofPeak: 0.001 }] };
    const report = await play({ times: stuck, traffic, seconds: 5, drainSeconds: 1_500 });
    expectLedger(report);
    expect(report.events.deadLettered).toBeGreaterThan(0);
    expect(report.events).toMatchObject({ processed: 0, inFlight: 0 });
  });

  it('records that end the function are quarantined, and nothing else of their batches is lost', async () => {
    const poisoned = { kind: 'poisoned', type: 'hint.requested', share: 0.05, at: 5, seconds: 10 } as const;
    const report = await play({ disturbances: [poisoned], seconds: 20, drainSeconds: 900, traffic: tenth });
    expectLedger(report);
    const [hinted, ...others] = [...report.types].sort((one, other) => other.deadLettered - one.deadLettered);
    expect(hinted?.type).toBe('hint.requested');
    expect((hinted?.deadLettered ?? 0) / (hinted?.sent ?? 1)).toBeGreaterThan(0.01);
    expect((hinted?.deadLettered ?? 0) / (hinted?.sent ?? 1)).toBeLessThan(0.05);
    expect(others.every(({ deadLettered, met }) => deadLettered === 0 && met)).toBe(true);
    expect(report.events.inFlight).toBe(0);
    // A record alone is counted only once it is a minute old.
    expect(hinted?.maxIteratorAgeMs).toBeGreaterThan(60_000);
  });

  it('a slow region makes everything late, and only while it lasts', async () => {
    const disturbances = [{ kind: 'slow', what: 'delivery', factor: 30, at: 20, seconds: 20 }] as const;
    const { timeline } = await play({ disturbances, seconds: 60, traffic: tenth });
    const p50 = (from: number, to: number) => Math.max(...timeline.p50.slice(from, to).map((value) => value ?? 0));
    expect(p50(25, 40)).toBeGreaterThan(1_200);
    expect(p50(5, 19)).toBeLessThan(1_000);
    expect(p50(50, 60)).toBeLessThan(1_000);
  });
});
