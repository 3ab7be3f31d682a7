import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import type { Phone } from '../../../../tools/shared/load/fleet.ts';
import type { LoadReport } from '../../../../tools/shared/load/load-report.ts';
import { type LoadOptions, startLoad } from '../../../../tools/shared/load/run-here.ts';
import type { LoadAnswer, LoadRequest, Transport } from '../../../../tools/shared/load/transport.ts';

const OPTIONS: LoadOptions = {
  url: 'http://127.0.0.1:1',
  phones: [{ token: 'token', apiKey: 'key' }],
  hunt: { huntId: 'hunt', clues: [], treasures: [] },
  templates: [{ type: 'thing.done', example: { colour: 'red' }, meanBytes: 100 }],
  mix: [{ type: 'thing.done', share: 1, eventsPerRequest: 1 }],
  segments: [{ seconds: 10, from: 100, to: 100 }],
  arrivals: 'even',
};

/** Answers each request in virtual time, `delayMs` after it was sent. */
class FakeTransport implements Transport {
  readonly sentAt: number[] = [];
  readonly requests: LoadRequest[] = [];
  readonly #scheduler: VirtualScheduler;
  readonly #delayMs: (now: number) => number;

  constructor(scheduler: VirtualScheduler, delayMs: (now: number) => number) {
    this.#scheduler = scheduler;
    this.#delayMs = delayMs;
  }

  send(request: LoadRequest, done: (answer: LoadAnswer) => void): () => void {
    const now = this.#scheduler.now();
    this.sentAt.push(now);
    this.requests.push(request);
    return this.#scheduler.schedule(this.#delayMs(now), () => done({ status: 202, body: accepted(request.body) }));
  }

  readonly gets: { readonly path: string; readonly token: string }[] = [];

  get(path: string, { token }: Phone, done: (answer: LoadAnswer) => void): void {
    this.gets.push({ path, token });
    this.#scheduler.schedule(this.#delayMs(this.#scheduler.now()), () => done({ status: 200, body: '{}' }));
  }

  close(): void {}
}

function accepted(body: string): string {
  const { events } = JSON.parse(body) as { readonly events: readonly { readonly id: string }[] };
  return JSON.stringify({ results: events.map(({ id }, index) => ({ index, id, outcome: 'accepted' })) });
}

async function run(
  options: Partial<LoadOptions>,
  delayMs: (now: number) => number,
  stopAtMs?: number,
): Promise<{ readonly report: LoadReport; readonly transport: FakeTransport }> {
  const scheduler = new VirtualScheduler();
  const transport = new FakeTransport(scheduler, delayMs);
  const running = startLoad({ ...OPTIONS, ...options }, { scheduler, transport });
  if (stopAtMs !== undefined) scheduler.schedule(stopAtMs, () => running.stop());
  scheduler.advance(120_000);
  return { report: await running.report, transport };
}

describe('phones that look', () => {
  it('read at random, as often as all of them together should, independently of the events', async () => {
    const looks = [{ path: '/v1/hunts/h/leaderboard', secondsBetween: 2 }];
    const { report, transport } = await run({ looks }, () => 5);
    const expected = (report.seconds * OPTIONS.phones.length) / 2;
    expect(transport.gets.length / expected).toBeGreaterThan(0.6);
    expect(transport.gets.length / expected).toBeLessThan(1.5);
    expect(transport.gets.every(({ path }) => path === '/v1/hunts/h/leaderboard')).toBe(true);
    const { sent, byStatus, failed, unanswered } = report.reads;
    expect(sent).toBe(transport.gets.length);
    expect((byStatus['200'] ?? 0) + failed + unanswered).toBe(sent);
    // The requests with events are the same as in a run without readers.
    const { report: alone } = await run({}, () => 5);
    expect(report.requests).toEqual(alone.requests);
  });
});

describe('LoadGenerator', () => {
  it('starts requests when they are due, independently of earlier ones', async () => {
    const { report, transport } = await run({}, () => 4_995);
    expect(transport.sentAt).toHaveLength(1_000);
    expect(transport.sentAt[0]).toBe(10);
    expect(transport.sentAt[999]).toBeCloseTo(10_000, 6);
    expect(report.events).toMatchObject({ offered: 1_000, sent: 1_000, accepted: 1_000, unsent: 0 });
    expect(report.generator.mostInFlight).toBe(500);
    expect(report.latencyMs.p50).toBeCloseTo(5_000, -1);
    expect(report.scheduleErrorMs.max).toBe(0);
  });

  it('shows a stall of two seconds in a fifth of its answers, which a generator that waits would see once', async () => {
    const stall = (now: number): number => (now >= 4_000 && now < 6_000 ? 6_000 - now + 1 : 1);
    const { report } = await run({}, stall);
    expect(report.latencyMs.p50).toBeCloseTo(1, 1);
    expect(report.latencyMs.p90).toBeGreaterThan(900);
    expect(report.latencyMs.p99).toBeGreaterThan(1_850);

    // The planted mistake: a closed loop sends nothing during the stall, so its p99 does not show it.
    const closedLoop: number[] = [];
    for (let now = 10; now < 10_000; ) {
      closedLoop.push(stall(now));
      now += Math.max(10, stall(now));
    }
    closedLoop.sort((a, b) => a - b);
    expect(closedLoop[Math.floor(closedLoop.length * 0.99)]).toBe(1);
  });

  it('stays within its limits and reports what it did not send', async () => {
    const { report } = await run({ bounds: { maxInFlight: 100 } }, () => 5_000);
    expect(report.generator.mostInFlight).toBe(100);
    expect(report.events.sent + report.events.unsent).toBe(1_000);
    expect(report.events.unsent).toBe(report.requests.unsent);
    expect(report.events.unsent).toBeGreaterThan(700);
    expect((await run({ bounds: { maxEvents: 10 } }, () => 1)).report.events).toMatchObject({ sent: 10, unsent: 990 });
    expect((await run({ bounds: { maxInFlightBytes: 1 } }, () => 5_000)).report.generator.mostInFlight).toBe(1);
  });

  it('gives up what is not answered in time, and counts it with its age', async () => {
    const { report } = await run({ bounds: { timeoutMs: 1_000 } }, (now) => (now < 5_000 ? 1 : 60_000));
    expect(report.requests.timedOut).toBe(501);
    expect(report.events).toMatchObject({ accepted: 499, unanswered: 501 });
    expect(report.codes).toEqual({ timeout: 501 });
    expect(report.latencyMs.p90).toBeGreaterThanOrEqual(1_000);
  });

  it('stops on request, and waits for what is under way', async () => {
    const { report } = await run({}, () => 500, 2_005);
    expect(report.events).toMatchObject({ sent: 200, accepted: 200 });
    expect(report.seconds).toBeCloseTo(2.5, 1);
  });

  it('has a timeline whose parts add up to the whole', async () => {
    const { report } = await run({ segments: [{ seconds: 10, from: 0, to: 100 }] }, (now) => now / 10);
    const sum = (of: (interval: LoadReport['timeline'][number]) => number): number =>
      report.timeline.reduce((total, interval) => total + of(interval), 0);
    expect(sum(({ sent }) => sent)).toBe(report.events.sent);
    expect(sum(({ outcomes }) => outcomes.accepted)).toBe(report.events.accepted);
    expect(report.timeline[8]?.p99Ms).toBeGreaterThan(report.timeline[2]?.p99Ms ?? Number.POSITIVE_INFINITY);
  });

  it('makes the same requests from the same seed', async () => {
    const bodies = async (seed: number): Promise<string[]> =>
      (await run({ seed, arrivals: 'poisson', reconnectShare: 0.5 }, () => 1)).transport.requests.map(
        ({ body, closesConnection }) => `${body}${closesConnection}`,
      );
    expect(await bodies(4)).toEqual(await bodies(4));
    expect(await bodies(4)).not.toEqual(await bodies(5));
  });

  it('closes and compresses the requested share', async () => {
    const { report } = await run(
      {
        reconnectShare: 0.3,
        gzipShare: 0.5,
        batch: { kind: 'mixed', low: 20, high: 20 },
        segments: [{ seconds: 100, from: 200, to: 200 }],
      },
      () => 1,
    );
    expect(report.requests.reconnected / report.requests.sent).toBeCloseTo(0.3, 1);
    expect(report.requests.gzipped / report.requests.sent).toBeCloseTo(0.5, 1);
    expect((await run({ gzipShare: 1 }, () => 1)).report.requests.gzipped).toBe(0);
  });
});
