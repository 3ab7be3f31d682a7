import type { SimulationOptions } from './options.ts';
import { begin } from './simulate.ts';

/** Whether the backlog of a chain of one type grows without bound at its constant peak. */
export interface Growth {
  readonly grows: boolean;
  /** Seconds by which the backlog falls further behind in each second, as measured. Near 0 if the chain keeps up. */
  readonly behindPerSecond: number;
  /** Simulated seconds. */
  readonly seconds: number;
}

/** Seconds before the trend is first judged, and batches and arrivals that the busiest lane must have had by then. */
const FIRST_LOOK = 8;
const FIRST_BATCHES = 8;
/** The records of one request arrive together, so several are needed. */
const FIRST_ARRIVALS = 100;
/**
 * Least factor on the first time if lanes take turns for lack of concurrency, because batches grow until every lane has
 * its turn.
 */
const TURNS = 4;
/** Seconds before the trend of EventBridge's backlog is first judged: it does not depend on batches and lanes. */
const FIRST_LOOK_AT_BUS = 32;
/** Most records of the type to simulate; more records add no information. */
const MOST_RECORDS = 40_000;
/**
 * A trend between these two is measured for twice as long. A chain with a tenth too much traffic falls behind by 0.09
 * seconds a second.
 */
const KEEPS_UP = 0.015;
const FALLS_BEHIND = 0.07;
/** Above this, the measurement before need not have shown the same. */
const FALLS_FAR_BEHIND = 0.35;
/** The boundary that decides if the time is over and the trend is still between the two. */
const BETWEEN = 0.045;
/**
 * Dropping old records would bound the backlog of any chain, so none is dropped: the longest age that Lambda allows, in
 * seconds.
 */
const NEVER_GIVEN_UP = 604_800;

/**
 * Simulates the chain's peak until the trend is clear. The backlog is measured in time, so that one overloaded lane
 * counts as much as a hundred: the age of the oldest record that a mapping has not finished, and what EventBridge could
 * not deliver to the stream yet ÷ what the busiest shard receives in a second.
 * @param options of a chain with one type; `seconds` is ignored
 */
export function backlogGrowth(options: Omit<SimulationOptions, 'seconds' | 'name'>): Growth {
  const types = options.chain.types.map((each) => ({
    ...each,
    processing: { ...each.processing, maxRecordAgeSeconds: NEVER_GIVEN_UP },
  }));
  const chain = { ...options.chain, types };
  const endless = { name: 'growth', seconds: Number.POSITIVE_INFINITY };
  const { plan, scheduler, tally, backend } = begin({ ...options, ...endless, chain });
  const [type] = plan.types;
  const [counts] = tally.types;
  if (type === undefined || counts === undefined) throw new RangeError('the chain has no type');
  const { stream, mapping } = type.topology;
  const batchSeconds = type.batchMs / 1_000 + mapping.batchingWindowSeconds.value;
  const lanes = stream.shards.value * mapping.parallelizationFactor.value;
  const lanesInUse = type.hottestKeyShare < 1 ? lanes : 1;
  const turns = type.workers < lanesInUse ? Math.max(TURNS, (TURNS * lanesInUse) / type.workers / 2) : 1;
  const recordsPerArrival = Math.max(1, type.recordsPerSecond / type.requestsPerSecond);
  const arrivals = (FIRST_ARRIVALS * recordsPerArrival) / type.busiestLane;
  const first = Math.ceil(turns * Math.max(FIRST_LOOK, FIRST_BATCHES * batchSeconds, arrivals));
  const longest = Math.max(first * 4, Math.ceil(MOST_RECORDS / type.recordsPerSecond));
  const held: number[] = [];
  const waiting: number[] = [];
  let wasHeld = false;
  let verdict: boolean | undefined;
  for (let look = Math.min(first, FIRST_LOOK_AT_BUS); ; look = Math.min(longest, look * 2)) {
    while (waiting.length < look) {
      scheduler.advance(1_000);
      const behindStream = (counts.entries - counts.records) / type.busiestShard;
      held.push(behindStream);
      waiting.push(backend.iteratorAgeMs(0) / 1_000 + behindStream);
    }
    const isHeld = look >= FIRST_LOOK_AT_BUS && trendOf(held) > FALLS_BEHIND;
    if (isHeld && wasHeld) return { grows: true, behindPerSecond: trendOf(held), seconds: look };
    wasHeld = isHeld;
    if (look < first) continue;
    const behindPerSecond = trendOf(waiting);
    const plain = behindPerSecond > FALLS_BEHIND ? true : behindPerSecond < KEEPS_UP ? false : undefined;
    // Requires the same result twice: the first measurement may include the start, a burst or a retry.
    const agreed = (plain !== undefined && plain === verdict) || (look > first && behindPerSecond > FALLS_FAR_BEHIND);
    if (agreed) return { grows: plain === true, behindPerSecond, seconds: look };
    if (look >= longest) return { grows: behindPerSecond > BETWEEN, behindPerSecond, seconds: look };
    verdict = plain;
  }
}

/** Ignores the first quarter, in which lanes and batches fill. */
function trendOf(values: readonly number[]): number {
  return slopeOf(values.slice(Math.floor(values.length / 4)));
}

/** Least squares over evenly spaced values. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  let [above, below] = [0, 0];
  for (const [index, value] of values.entries()) {
    above += (index - middle) * value;
    below += (index - middle) ** 2;
  }
  return below === 0 ? 0 : above / below;
}
