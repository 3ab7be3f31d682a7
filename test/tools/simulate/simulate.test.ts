import { describe, expect, it } from 'vitest';
import { looking } from '../../../catalog/requests.ts';
import { ASSUMED_QUERY_MS } from '../../../core/capacity/model/service-time.ts';
import { planChain } from '../../../core/capacity/plan/chain.ts';
import { applyChange, type Chain } from '../../../core/capacity/plan/settings.ts';
import { OUTAGE_SECONDS } from '../../../core/capacity/plan/type-plan.ts';
import type { SimulationOptions } from '../../../tools/simulate/options.ts';
import type { SimulationReport } from '../../../tools/simulate/report.ts';
import { loadScenario, scenarioNames } from '../../../tools/simulate/scenario.ts';
import { timesOf } from '../../../tools/simulate/service-times.ts';
import { begin, simulate } from '../../../tools/simulate/simulate.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { stages } from '../../fixtures/start-line/stages.ts';

const chain: Chain = { types: catalog, stage: stages.prod };
const play = (options: Partial<SimulationOptions> = {}): Promise<SimulationReport> =>
  simulate({ name: 'test', chain, seconds: 30, ...options });

/** A minute as planned, for several tests. It may hold no more records than are open at once. */
const toldSeconds: number[] = [];
let played: Promise<SimulationReport> | undefined;
const plain = (): Promise<SimulationReport> => {
  played ??= play({ seconds: 60, mostOpenRecords: 4_000, onProgress: (seconds) => toldSeconds.push(seconds) });
  return played;
};

/** Checks the sums that hold in every run. */
function expectLedger(report: SimulationReport): void {
  for (const account of [report.events, ...report.types]) {
    const { sent, accepted, throttled, shed, unanswered, waiting, processed, deadLettered, inFlight } = account;
    expect(sent).toBe(accepted + throttled + shed + unanswered + waiting);
    expect(accepted).toBe(processed + deadLettered + inFlight);
    expect(
      Math.min(...[accepted, throttled, shed, unanswered, waiting, processed, deadLettered, inFlight]),
    ).toBeGreaterThanOrEqual(0);
  }
}

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
    const report = await play({ seconds: 60, disturbances, mostOpenRecords: 10_000 });
    expect(report.stopped).toBe('more than 10,000 records were under way');
    expect(report.endedAt).toBeLessThan(40);
    expectLedger(report);
  });

  it('holds no more than the open records, however long it is', async () => {
    // A minute has 150 times as many events.
    expect((await plain()).stopped).toBeUndefined();
  });
});

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
    const report = await play({ chain: applyChange(small, { type: 'clue.solved', setting: 'batchSize', value: 2 }) });
    expect(report.types.filter(({ met }) => !met).map(({ type }) => type)).toEqual(['clue.solved']);
    expect(report.types.find(({ type }) => type === 'clue.solved')?.handlerThrottled).toBeGreaterThan(0);
  });
});

describe('what is refused', () => {
  it('is counted by the hop that refused it, sent again by the phone, and given up in the end', async () => {
    // Almost no reads, because reads also count in the throttle.
    const reads = looking({ hunt: 86_400, leaderboard: 86_400, progress: 86_400 });
    const stage = { ...stages.prod, throttle: { requestsPerSecond: 100, burst: 100 }, reads };
    const report = await play({ chain: { types: catalog, stage }, drainSeconds: 300 });
    expectLedger(report);
    expect(report.throttles.stage).toBeGreaterThan(10_000);
    expect(report.requests.attempts).toBeGreaterThan(report.requests.sent * 1.5);
    expect(report.requests.refusedEvents['stage throttle']).toBeGreaterThan(0);
    expect(report.events.throttled).toBeGreaterThan(0);
    // A hundred requests a second of twenty events, plus the burst.
    expect(report.throughput.accepted / 2_000).toBeCloseTo(1, 1);
  });

  it('is shed on PutEvents’ quota if its type is sheddable, and retried by ingest if not', async () => {
    const small: Chain = { types: catalog, stage: { ...stages.prod, region: 'af-south-1' } };
    const report = await play({ chain: small, seconds: 30 });
    expectLedger(report);
    expect(report.throttles.putEvents).toBeGreaterThan(0);
    expect(report.requests.refusedEvents.shed).toBeGreaterThan(0);
    expect(report.types.filter(({ shed }) => shed > 0).map(({ type }) => type)).toEqual(['location.pinged']);
  });

  it('gets no meaningful answer if concurrency is exhausted', async () => {
    const times = { ...timesOf(chain), ingest: { kind: 'constant', meanMs: 5_000 } as const };
    const report = await play({ times, drainSeconds: 200 });
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

describe('the start line', () => {
  const surprised = { players: 100_000 };

  it('costs a call of the authorizer for each phone, because no token is cached yet', async () => {
    const many = await play({ seconds: 20, traffic: surprised });
    const few = await play({ seconds: 20, traffic: { players: 100 } });
    // Few of so many phones send twice in twenty seconds; of a hundred phones, each costs one call.
    expect(many.functions.authorize.invocations / many.requests.sent).toBeGreaterThan(0.9);
    expect(few.functions.authorize.invocations / few.requests.sent).toBeLessThan(0.15);
  });

  it('needs more of the account’s concurrency than ingest alone: a slow authorizer leaves phones without an answer', async () => {
    const times = { ...timesOf(chain), authorize: { kind: 'constant', meanMs: 4_000 } as const };
    const slow = await play({ times, traffic: surprised, drainSeconds: 200 });
    expectLedger(slow);
    expect(slow.throttles.apiConcurrency).toBeGreaterThan(0);
    expect(slow.requests.refusedEvents['function concurrency']).toBeGreaterThan(0);
    const known = await play({ times, traffic: { players: 100 }, drainSeconds: 200 });
    expect(known.events.unanswered).toBe(0);
  });

  it('has readers too, as many as the plan says, and query answers each of them', async () => {
    const { requests, functions, seconds } = await plain();
    const { players } = planChain(chain.types, chain.stage);
    expect(requests.reads.sent / seconds / players.readsPerSecond).toBeCloseTo(1, 1);
    expect(requests.reads.refused).toBe(0);
    expect(functions.query.invocations).toBe(requests.reads.sent);
    const { count, mean } = requests.reads.answer;
    expect(count).toBe(requests.reads.sent);
    // Query's own time, with the authorizer before some of them and cold starts before the first.
    expect(mean).toBeGreaterThanOrEqual(ASSUMED_QUERY_MS);
    expect(mean).toBeLessThan(2 * ASSUMED_QUERY_MS);
  });

  it('reads no more leaderboards from the table than the plan counts: environments answer from memory for a second', async () => {
    const { plan, scheduler, tally } = begin({ name: 'readers', chain, seconds: 60 });
    scheduler.advance(60_000);
    const leaderboard = plan.players.reads.findIndex(({ name }) => name === 'leaderboard');
    const asked = (tally.asked[leaderboard] ?? 0) / 60;
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThanOrEqual((plan.players.reads[leaderboard]?.askingPerSecond ?? 0) * 1.05);
    // Every read that memory does not answer asks the table.
    expect((tally.asked[0] ?? 0) / 60 / (plan.players.reads[0]?.perSecond ?? 1)).toBeCloseTo(1, 0);
  });

  it('fits into the concurrency that the plan asks for, and not into a third of it', async () => {
    const { neededConcurrency } = planChain(chain.types, chain.stage);
    const within = (accountConcurrency: number) =>
      play({ chain: { ...chain, stage: { ...chain.stage, accountConcurrency } }, seconds: 10 });
    expect((await within(neededConcurrency)).throttles.apiConcurrency).toBe(0);
    expect((await within(Math.ceil(neededConcurrency / 3))).throttles.apiConcurrency).toBeGreaterThan(0);
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
    const [assumed, measured] = [await plain(), await play({ calibration })];
    const p50 = ({ types }: SimulationReport, name: string) =>
      types.find(({ type }) => type === name)?.latency.p50 ?? 0;
    expect(p50(measured, 'hint.requested') - p50(assumed, 'hint.requested')).toBeGreaterThan(250);
    expect(Math.abs(p50(measured, 'hunt.joined') - p50(assumed, 'hunt.joined'))).toBeLessThan(200);
  });
});

describe('what goes wrong', () => {
  /** A tenth of the load: a fault takes its time at any load. */
  const tenth = { load: [{ at: 0, ofPeak: 0.1 }] };

  it('a handler that is stopped for a while catches up when the plan says, within a sixth', async () => {
    const outage = 200;
    const disturbances = [{ kind: 'stopped', type: 'location.pinged', at: 20, seconds: outage }] as const;
    const report = await play({ disturbances, seconds: 400 });
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

  it('a slow region makes everything late, and only while it lasts', async () => {
    const disturbances = [{ kind: 'slow', what: 'delivery', factor: 30, at: 20, seconds: 20 }] as const;
    const { timeline } = await play({ disturbances, seconds: 60, traffic: tenth });
    const p50 = (from: number, to: number) => Math.max(...timeline.p50.slice(from, to).map((value) => value ?? 0));
    expect(p50(25, 40)).toBeGreaterThan(1_200);
    expect(p50(5, 19)).toBeLessThan(1_000);
    expect(p50(50, 60)).toBeLessThan(1_000);
  });
});

describe('the scenarios that come with Cairn', () => {
  it.each(scenarioNames().map((name) => [name]))('%s has a balanced event ledger', async (name) => {
    const scenario = loadScenario(name);
    expectLedger(await simulate({ ...scenario, seconds: Math.min(25, scenario.seconds), drainSeconds: 30 }));
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
      simulate(loadScenario('post-mortem-before', { seconds: 90 })),
      simulate(loadScenario('post-mortem-cured', { seconds: 90 })),
      simulate(loadScenario('post-mortem-cured', { seconds: 90, peak: 2 })),
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
