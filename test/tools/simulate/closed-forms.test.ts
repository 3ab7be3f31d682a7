import { describe, expect, it } from 'vitest';
import type { ServiceTimeDistribution } from '../../../core/capacity/model/service-time-distribution.ts';
import { seededRandom } from '../../../core/random.ts';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import { FunctionPool } from '../../../local/aws/services/function-pool/function-pool.ts';
import { passes } from '../../../local/aws/services/gateway/throttle.ts';
import { TokenBucket } from '../../../local/aws/services/token-bucket.ts';
import { BoundedBroker } from '../../../tools/shared/bounded-broker.ts';
import { Disturbances } from '../../../tools/simulate/disturbances.ts';
import { HandlerModel } from '../../../tools/simulate/handler-model.ts';
import { poissonArrivals } from '../../../tools/simulate/traffic.ts';
import { confidence, holds } from '../../helpers/confidence.ts';

const ARRIVALS = 150_000;
const WARM_UP_MS = 30_000;
const NOTHING: ServiceTimeDistribution = { kind: 'constant', meanMs: 0 };

/**
 * Poisson arrivals at the function pool; an invocation without a free environment waits. Milliseconds from arrival to
 * end.
 */
function timesInPool(
  perSecond: number,
  environments: number,
  invocation: ServiceTimeDistribution,
  seed: number,
): number[] {
  const scheduler = new VirtualScheduler(0);
  const random = seededRandom(seed);
  const pool = new FunctionPool(scheduler, random, { requestId: () => '' });
  const handler = new HandlerModel('type', {
    scheduler,
    random: seededRandom(seed + 1),
    times: { handler: { invocation, record: NOTHING }, coldStart: NOTHING },
    disturbances: new Disturbances([], seededRandom(1)),
    tickets: { take: () => [{ sequenceNumber: '1', arrivedAt: scheduler.now(), tag: undefined }] },
    quarantined: () => {},
    counted: () => {},
  });
  const settings = {
    name: 'type',
    arn: '',
    runtime: '',
    handler: '',
    roleArn: '',
    memoryMb: 1_024,
    timeoutSeconds: 900,
  };
  pool.add({ ...settings, maxEnvironments: environments, startsAtOnce: environments }, handler);
  const times: number[] = [];
  const seconds = ARRIVALS / perSecond;
  poissonArrivals(
    scheduler,
    random,
    { from: 0, to: seconds, highest: perSecond },
    () => perSecond,
    () => {
      const at = scheduler.now();
      pool.invoke('type', '1', () => {
        if (at > WARM_UP_MS) times.push(scheduler.now() - at);
      });
    },
  );
  scheduler.advance((seconds + 100) * 1_000);
  return times;
}

/** Erlang C: the share of arrivals that wait at `servers`, with `load` = arrivals × service time. */
function erlangC(servers: number, load: number): number {
  let term = 1;
  let sum = 1;
  for (let index = 1; index < servers; index += 1) {
    term *= load / index;
    sum += term;
  }
  const last = (term * load) / servers / (1 - load / servers);
  return last / (sum + last);
}

describe('M/M/c: the function pool with c environments and exponential times', () => {
  it.each([
    [1, 0.7],
    [4, 0.6],
    [4, 0.85],
    [24, 0.9],
  ])(
    'c = %d at a utilisation of %d: the mean time is the closed form’s, within the 99 %% interval',
    (servers, share) => {
      const serviceMs = 40;
      const perSecond = (share * servers * 1_000) / serviceMs;
      const interval = confidence(timesInPool(perSecond, servers, { kind: 'exponential', meanMs: serviceMs }, 11));
      const load = (perSecond * serviceMs) / 1_000;
      const expected = serviceMs + (erlangC(servers, load) * serviceMs) / (servers - load);
      expect(holds(interval, expected), JSON.stringify({ interval, expected })).toBe(true);
      expect(interval.within / expected).toBeLessThan(0.12);
    },
  );

  it('does not match a pool that has one environment less', () => {
    const interval = confidence(timesInPool(85, 3, { kind: 'exponential', meanMs: 25 }, 11));
    expect(holds(interval, 25 + (erlangC(4, 2.125) * 25) / (4 - 2.125))).toBe(false);
  });
});

describe('M/D/1', () => {
  const serviceMs = 10;
  const expected = (share: number) => serviceMs + (share * serviceMs) / (2 * (1 - share));

  it.each([[0.5], [0.8], [0.9]])('the function pool with one environment at %d', (share) => {
    const times = timesInPool((share * 1_000) / serviceMs, 1, { kind: 'constant', meanMs: serviceMs }, 5);
    const interval = confidence(times);
    expect(holds(interval, expected(share)), JSON.stringify({ interval, expected: expected(share) })).toBe(true);
    expect(interval.within / expected(share)).toBeLessThan(0.08);
  });

  it.each([[0.5], [0.8], [0.9]])('the post-mortem’s broker with one handler at %d', (share) => {
    const scheduler = new VirtualScheduler(0);
    const times: number[] = [];
    const options = { capacity: 100_000, handlers: 1, serviceMs: () => serviceMs };
    const broker = new BoundedBroker<number>(options, scheduler, (at, sinceTakenMs) => {
      if (at > WARM_UP_MS) times.push(sinceTakenMs);
    });
    const rate = (share * 1_000) / serviceMs;
    const bounds = { from: 0, to: ARRIVALS / rate, highest: rate };
    poissonArrivals(
      scheduler,
      seededRandom(3),
      bounds,
      () => rate,
      () => broker.offer([scheduler.now()]),
    );
    scheduler.advance((ARRIVALS / rate) * 1_000);
    const interval = confidence(times);
    expect(holds(interval, expected(share)), JSON.stringify({ interval, expected: expected(share) })).toBe(true);
  });
});

/**
 * The share of Poisson arrivals that find a full M/D/1/N queue, from its embedded chain. A token bucket of N tokens
 * refuses if its debt is over N − 1 tokens, like a queue of N that drains at the bucket's rate.
 */
function blocked(places: number, load: number): number {
  const arrivals = (count: number) => {
    let value = Math.exp(-load);
    for (let index = 1; index <= count; index += 1) value *= load / index;
    return value;
  };
  const chain = [1];
  for (let state = 0; state < places - 1; state += 1) {
    let next = (chain[state] ?? 0) - arrivals(state) * (chain[0] ?? 0);
    for (let from = 1; from <= state; from += 1) next -= (chain[from] ?? 0) * arrivals(state - from + 1);
    chain.push(next / arrivals(0));
  }
  const empty = 1 / chain.reduce((sum, weight) => sum + weight, 0);
  return 1 - 1 / (empty + load);
}

describe('a token bucket', () => {
  it.each([
    [5, 0.8],
    [5, 1.1],
    [20, 0.95],
    [50, 1.5],
  ])(
    'of %d tokens at %d times its rate refuses what the closed form gives, within the 99 %% interval',
    (burst, share) => {
      const perSecond = 100;
      const scheduler = new VirtualScheduler(0);
      const bucket = new TokenBucket(burst, perSecond, 0);
      const refused: number[] = [];
      const rate = share * perSecond;
      const bounds = { from: 0, to: ARRIVALS / rate, highest: rate };
      poissonArrivals(
        scheduler,
        seededRandom(9),
        bounds,
        () => rate,
        () => {
          const passed = passes([bucket], scheduler.now());
          if (scheduler.now() > WARM_UP_MS) refused.push(passed ? 0 : 1);
        },
      );
      scheduler.advance((ARRIVALS / rate) * 1_000);
      const interval = confidence(refused);
      const expected = blocked(burst, share);
      expect(holds(interval, expected), JSON.stringify({ interval, expected })).toBe(true);
      expect(interval.within).toBeLessThan(0.01);
    },
  );
});
