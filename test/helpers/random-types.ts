import type { ChainStage, ChainType, Processing } from '../../core/capacity/model/workload.ts';
import type { Chain } from '../../core/capacity/plan/settings.ts';
import { planType, type TypePlan } from '../../core/capacity/plan/type-plan.ts';
import { typeTopology } from '../../core/chain/type-topology.ts';
import type { Random } from '../../core/random.ts';
import { PLAYER_EVENTS_PER_SECOND } from '../../lambdas/ingest/limits.ts';

/** Nearer to a limit than this, arrivals at random decide, not the chain. */
const MARGIN = 0.1;

export interface DrawnChain {
  readonly chain: Chain;
  readonly plan: TypePlan;
  /** Draws before this one that were within `MARGIN` of a limit. */
  readonly redrawn: number;
}

/** A chain of one random type, no part of which is within a tenth of its limit. */
export function drawChain(random: Random): DrawnChain {
  for (let redrawn = 0; ; redrawn += 1) {
    const chain = anyChain(random);
    const [type] = chain.types;
    if (type === undefined) throw new Error('a drawn chain has a type');
    const plan = planType(type, typeTopology(type, chain.stage), chain.stage);
    if (!isNearLimit(plan)) return { chain, plan, redrawn };
  }
}

/** Whether one of the type's limits is: that of its busiest shard, of its busiest lane, or of all of its workers. */
export function isNearLimit(plan: TypePlan): boolean {
  const { busiestShard, shardLimit, busiestLane, laneRate, recordsPerSecond, workers, handlerRate } = plan;
  const full = [
    busiestShard / shardLimit,
    busiestLane / laneRate,
    recordsPerSecond / (workers * laneRate),
    recordsPerSecond / handlerRate,
  ];
  return full.some((share) => Math.abs(share - 1) <= MARGIN);
}

/** A chain of one random type in a stage whose shared hops have room. */
export function anyChain(random: Random): Chain {
  const between = (low: number, high: number) => low * (high / low) ** random.unit();
  const whole = (low: number, high: number) => Math.round(between(low, high));
  const sometimes = <Value>(share: number, value: () => Value) => (random.unit() < share ? value() : undefined);
  const oneOf = <Value>(...values: readonly Value[]) => values[Math.floor(random.unit() * values.length)] as Value;
  const withoutNothing = <Fields extends object>(fields: Fields) =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

  const partitionKey = oneOf('playerId', 'data.key');
  // Most types come in a few hundred records a second; some in what a shard's count of records limits.
  const meanEventsPerRequest = oneOf(1, 1, 1 + random.unit() * 3, whole(1, 40));
  const maxEventsPerEntry = oneOf(100, 100, whole(1, 30));
  const entries = Math.ceil(meanEventsPerRequest / maxEventsPerEntry);
  const recordsPerSecond = random.unit() < 0.03 ? between(200, 1_500) : between(1, 200);
  const peakEventsPerSecond = (recordsPerSecond * meanEventsPerRequest) / entries;
  // Ingest holds one player to a rate; a busier one would be throttled there, and the rest come in other requests.
  const mostOfKey = partitionKey === 'playerId' ? Math.min(1, PLAYER_EVENTS_PER_SECOND / peakEventsPerSecond / 2) : 1;
  const drawnShare = oneOf(undefined, undefined, 1, between(0.001, 1), between(0.05, 1));
  const hottestKeyShare = drawnShare && Math.min(mostOfKey, drawnShare);
  const type: ChainType = {
    type: 'drawn.type',
    partitionKey,
    priority: oneOf('critical', 'normal', 'sheddable'),
    traffic: {
      peakEventsPerSecond,
      meanBytes: oneOf(whole(50, 2_000), whole(50, 40_000)),
      shape: oneOf('steady', 'evening', 'start-burst'),
      meanEventsPerRequest,
      ...(hottestKeyShare !== undefined && { hottestKeyShare }),
    },
    maxEventsPerEntry,
    latencyObjective: { percentile: oneOf(50, 90, 99), milliseconds: whole(1_500, 60_000) },
    processing: withoutNothing({
      batchSize: sometimes(0.4, () => whole(1, 1_000)),
      batchingWindowSeconds: sometimes(0.2, () => oneOf(1, 2, 5)),
      parallelizationFactor: sometimes(0.5, () => whole(1, 10)),
      reservedConcurrency: sometimes(0.4, () => whole(1, 20)),
      memoryMb: sometimes(0.3, () => whole(128, 4_096)),
    }) as Partial<Processing>,
    ...(random.unit() < 0.7 && {
      serviceTime: {
        invocationMs: between(1, 200),
        recordMs: between(0.3, 150),
        variation: oneOf(0.1, 1, 2),
        memoryMb: 1_024,
      },
    }),
  };
  const stage: ChainStage = {
    name: 'drawn',
    region: 'us-east-1',
    trafficScale: oneOf(1, 1, 0.5),
    streamCapacity: oneOf('planned', 'one-shard', 'on-demand'),
    throttle: { requestsPerSecond: 10_000, burst: 5_000 },
    // One type may reserve more than a new account has: that is another check's matter.
    accountConcurrency: 1_000_000,
    reservedConcurrency: random.unit() < 0.7,
    waf: false,
  };
  return { types: [type], stage };
}
