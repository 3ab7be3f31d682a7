import { describe, expect, it } from 'vitest';
import { looking } from '../../../catalog/requests.ts';
import { applyChange, type Chain } from '../../../core/capacity/plan/settings.ts';
import { loadScenario } from '../../../tools/simulate/scenario.ts';
import { timesOf } from '../../../tools/simulate/service-times.ts';
import { simulate } from '../../../tools/simulate/simulate.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { stages } from '../../fixtures/start-line/stages.ts';
import { chain, expectLedger, play } from './played-chain.ts';

describe('a chain that is too small', () => {
  it('refuses nobody after the 202: the backlog grows by what arrives and is not handled', async () => {
    // 24 at once × 1 ÷ 12 ms = 2,000 a second of the 10,000.
    const { chain: unsized } = loadScenario('post-mortem-unsized');
    const report = await simulate({ name: 'unsized', chain: unsized, seconds: 30, drainSeconds: 5 });
    expectLedger(report);
    expect(report.requests.refusedAttempts).toBe(0);
    expect(report.backlog.slopePerSecond / 8_000).toBeCloseTo(1, 1);
    expect(report.types[0]?.met).toBe(false);
    expect(report.types[0]?.maxIteratorAgeMs).toBeGreaterThan(15_000);
    expect(report.backlog.drainSeconds).toBeNull();
  });

  it('differs from one that keeps up only in the objective: half of the workers are not enough', async () => {
    const small = applyChange(chain, { type: 'clue.solved', setting: 'reservedConcurrency', value: 1 });
    const report = await play({
      chain: applyChange(small, { type: 'clue.solved', setting: 'batchSize', value: 2 }),
      seconds: 30,
    });
    expect(report.types.filter(({ met }) => !met).map(({ type }) => type)).toEqual(['clue.solved']);
    expect(report.types.find(({ type }) => type === 'clue.solved')?.handlerThrottled).toBeGreaterThan(0);
  });
});

describe('what is refused', () => {
  it('is counted by the hop that refused it, sent again by the phone, and given up in the end', async () => {
    // Almost no reads, because reads also count in the throttle.
    const reads = looking({ hunt: 86_400, leaderboard: 86_400, progress: 86_400 });
    const stage = { ...stages.prod, throttle: { requestsPerSecond: 100, burst: 100 }, reads };
    const report = await play({ chain: { types: catalog, stage }, seconds: 30, drainSeconds: 300 });
    expectLedger(report);
    expect(report.throttles.stage).toBeGreaterThan(10_000);
    expect(report.requests.attempts).toBeGreaterThan(report.requests.sent * 1.5);
    expect(report.requests.refusedEvents['stage throttle']).toBeGreaterThan(0);
    expect(report.events.throttled).toBeGreaterThan(0);
    // A hundred requests a second of twenty events, plus the burst.
    expect(report.throughput.accepted / 2_000).toBeCloseTo(1, 1);
  });

  it('is shed on PutEvents’ quota, sheddable types most and critical ones never', async () => {
    const small: Chain = { types: catalog, stage: { ...stages.prod, region: 'af-south-1' } };
    const report = await play({ chain: small, seconds: 30 });
    expectLedger(report);
    expect(report.throttles.putEvents).toBeGreaterThan(0);
    expect(report.requests.refusedEvents.shed).toBeGreaterThan(0);
    const shareShed = (priority: string): number => {
      const types = catalog.filter((type) => type.priority === priority).map(({ type }) => type);
      const seen = report.types.filter(({ type }) => types.includes(type));
      return seen.reduce((sum, { shed }) => sum + shed, 0) / seen.reduce((sum, { sent }) => sum + sent, 0);
    };
    expect(shareShed('critical')).toBe(0);
    expect(shareShed('sheddable')).toBeGreaterThan(shareShed('normal'));
  });

  it('gets no meaningful answer if concurrency is exhausted', async () => {
    const times = { ...timesOf(chain), ingest: { kind: 'constant', meanMs: 5_000 } as const };
    const report = await play({ times, seconds: 15, drainSeconds: 200 });
    expectLedger(report);
    expect(report.throttles.apiConcurrency).toBeGreaterThan(0);
    expect(report.events.unanswered).toBeGreaterThan(0);
  });

  /** Two events an entry: a request of a hundred makes at least five calls. */
  const manyCalls = { types: catalog.map((type) => ({ ...type, maxEventsPerEntry: 2 })), stage: stages.prod };

  it('may have been published if EventBridge’s answer is late: it is sent again, and counts as a duplicate', async () => {
    const times = { ...timesOf(chain), putEvents: { kind: 'exponential', meanMs: 6_000 } as const };
    const traffic = { eventsPerRequest: 100, load: [{ at: 0, ofPeak: 0.2 }] };
    const report = await play({ chain: manyCalls, times, traffic, seconds: 20, drainSeconds: 300 });
    expectLedger(report);
    expect(report.requests.refusedEvents.unconfirmed).toBeGreaterThan(0);
    expect(report.requests.refusedEvents['publish deadline']).toBeGreaterThan(0);
    expect(report.requests.refusedEvents['ingest timeout']).toBe(0);
    expect(report.events.duplicates).toBeGreaterThan(0);
    expect(report.events).toMatchObject({ waiting: 0, inFlight: 0 });
  });

  it('may have been published if ingest times out: it is sent again, and counts as a duplicate', async () => {
    // Ingest's 10 s end between its first calls and its answer.
    const ingest = { kind: 'constant', meanMs: 6_000 } as const;
    const times = { ...timesOf(chain), ingest, putEvents: { kind: 'exponential', meanMs: 2_000 } as const };
    const traffic = { eventsPerRequest: 100, load: [{ at: 0, ofPeak: 0.2 }] };
    const report = await play({ chain: manyCalls, times, traffic, seconds: 20, drainSeconds: 300 });
    expectLedger(report);
    expect(report.requests.refusedEvents['ingest timeout']).toBeGreaterThan(0);
    expect(report.events.duplicates).toBeGreaterThan(0);
  });
});
