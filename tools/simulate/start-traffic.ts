import { SECONDS_BETWEEN_REQUESTS, sharedRequestsPerSecond } from '../../core/capacity/model/players.ts';
import type { ChainPlan } from '../../core/capacity/plan/chain.ts';
import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import { MAX_EVENTS } from '../../lambdas/ingest/limits.ts';
import { Composition } from './composition.ts';
import { Keys } from './keys.ts';
import type { Phones } from './phones.ts';
import { loadAt, poissonArrivals, type TrafficPattern } from './traffic.ts';

/** Schedules everything that phones send in `seconds`. */
export function startTraffic(
  plan: ChainPlan,
  pattern: TrafficPattern,
  seconds: number,
  scheduler: Scheduler,
  phones: Phones,
  { randoms, ofReads }: { readonly randoms: () => Random; readonly ofReads: () => Random },
): void {
  const { types, stage } = plan;
  const weights = types.map(({ eventsPerSecond }) => eventsPerSecond);
  const eventsPerSecond = weights.reduce((sum, weight) => sum + weight, 0);
  const eventsPerRequest = Math.min(
    MAX_EVENTS,
    pattern.eventsPerRequest ?? eventsPerSecond / sharedRequestsPerSecond(types),
  );
  const peak = eventsPerSecond / eventsPerRequest;
  const load = pattern.load ?? [{ at: 0, ofPeak: 1 }];
  const highest = peak * Math.max(...load.map(({ ofPeak }) => ofPeak));
  const [one] = load;
  const steady = load.length === 1 && one !== undefined ? one.ofPeak * peak : undefined;
  const composition = new Composition(weights, randoms());
  const playing = pattern.players ?? Math.max(1, Math.ceil(peak * SECONDS_BETWEEN_REQUESTS));
  const players = new Keys(
    'player',
    playing,
    pattern.zipf === undefined ? { hotShare: hottestPlayer(plan) } : { zipf: pattern.zipf },
    randoms(),
  );
  const sizes = randoms();
  const send = () => phones.send(players.draw(), composition.parts(wholeNear(eventsPerRequest, sizes)));
  const rate = (at: number) => steady ?? loadAt(load, at) * peak;
  poissonArrivals(scheduler, randoms(), { from: 0, to: seconds, highest }, rate, send);

  // All players read equally often, including those who send most.
  const lookers = new Keys('player', playing, { hotShare: 0 }, ofReads());
  for (const [read, { secondsBetween }] of Object.values(stage.reads ?? {}).entries()) {
    const perSecond = playing / secondsBetween;
    const mostLooks = (highest / peak) * perSecond;
    const look = () => phones.look(lookers.draw(), read);
    const rateOfLooks = (at: number) => (rate(at) / peak) * perSecond;
    poissonArrivals(scheduler, ofReads(), { from: 0, to: seconds, highest: mostLooks }, rateOfLooks, look);
  }

  for (const { at, within, phones: bodies, eventsPerPhone } of pattern.reconnects ?? []) {
    const random = randoms();
    for (let phone = 0; phone < bodies; phone += 1) {
      scheduler.schedule((at + random.unit() * within) * 1_000, () => {
        for (let left = eventsPerPhone; left > 0; left -= MAX_EVENTS) {
          phones.send(players.key(phone), composition.parts(Math.min(MAX_EVENTS, left)));
        }
      });
    }
  }
  for (const { type, at, seconds: lasts, eventsPerSecond: surge } of pattern.surges ?? []) {
    const index = types.findIndex((each) => each.type.type === type);
    const bounds = { from: at, to: Math.min(seconds, at + lasts), highest: surge };
    const sendOne = () => phones.send(players.draw(), [{ type: index, events: 1 }]);
    poissonArrivals(scheduler, randoms(), bounds, () => surge, sendOne);
  }
}

/** The busiest player's share of requests, if the catalog sets one; otherwise all players are alike. */
function hottestPlayer({ types }: ChainPlan): number {
  const shares = types.map(({ type, eventsPerSecond }) =>
    type.partitionKey === 'playerId' && eventsPerSecond > 0 ? (type.traffic.hottestKeyShare ?? 0) : 0,
  );
  return Math.max(0, ...shares);
}

/** Draws a whole number with the mean `mean`. */
function wholeNear(mean: number, random: Random): number {
  const whole = Math.floor(mean);
  return whole === mean ? whole : whole + (random.unit() < mean - whole ? 1 : 0);
}
