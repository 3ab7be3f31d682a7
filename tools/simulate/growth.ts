import type { SimulationOptions } from './options.ts';
import { begin } from './simulate.ts';

/** Whether the backlog of a chain of one type grows without bound at its constant peak. */
export interface Growth {
  readonly grows: boolean;
  /** Seconds by which what waits falls further behind in each second, as measured. Near 0 where the chain keeps up. */
  readonly behindPerSecond: number;
  /** Seconds played. */
  readonly seconds: number;
}

/** Seconds after which the trend is first looked at, and batches and arrivals that the busiest lane must have had by then. */
const FIRST_LOOK = 8;
const FIRST_BATCHES = 8;
/** The records of one request arrive together. */
const FIRST_ARRIVALS = 100;
/** As many times as long, at least, where lanes take turns for lack of concurrency: batches grow until all have theirs. */
const TURNS = 4;
/** Seconds after which the trend of what EventBridge holds is looked at first: batches and lanes have no part in it. */
const FIRST_LOOK_AT_BUS = 32;
/** Of the type: more tell no more. */
const MOST_RECORDS = 40_000;
/** Between these it is looked at for twice as long: a tenth too much falls behind by 0.09 seconds a second. */
const KEEPS_UP = 0.015;
const FALLS_BEHIND = 0.07;
/** So plain that it need not have been plain before. */
const FALLS_FAR_BEHIND = 0.35;
/** Where time is up. */
const BETWEEN = 0.045;
/** What is given up for its age would bound the backlog of any chain: the longest age that Lambda knows, in seconds. */
const NEVER_GIVEN_UP = 604_800;

/**
 * Plays the chain's peak until the trend is plain. What waits is measured in time, so that one overloaded lane counts as
 * much as a hundred: the age of the oldest record that a mapping has not done with, and what EventBridge could not hand to
 * the stream yet ÷ what a second brings to the busiest shard.
 * @param options of a chain with one type; `seconds` is not looked at
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
    // Twice in a row: the first look may see the start, a burst or a retry.
    const agreed = (plain !== undefined && plain === verdict) || (look > first && behindPerSecond > FALLS_FAR_BEHIND);
    if (agreed) return { grows: plain === true, behindPerSecond, seconds: look };
    if (look >= longest) return { grows: behindPerSecond > BETWEEN, behindPerSecond, seconds: look };
    verdict = plain;
  }
}

/** Without the first quarter, in which lanes and batches fill. */
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
