import { typeTopology } from '../../chain/type-topology.ts';
import { LIMITS } from '../../limits.ts';
import { PRICES } from '../../prices.ts';
import { SECONDS_PER_MONTH, type StreamUsage, sumStreamUsage } from '../model/usage.ts';
import { GB, gbMonths, streamUsageCost } from '../model/usage-cost.ts';
import type { ChainPlan } from './chain.ts';
import { monthOfStream, streamCost } from './cost.ts';
import { planType } from './type-plan.ts';

const MIB = 2 ** 20;

/**
 * Kinesis On-demand Advantage for the streams of a stage. It is a setting of the whole account and region, so all its
 * on-demand streams count together; this model knows only the stage's. Dollars a month.
 */
export interface OnDemandAdvantage {
  /** Cost of the stage's streams in each mode. */
  readonly provisioned: number;
  readonly onDemand: number;
  readonly advantage: number;
  /** Its minimum charge a month, and for the shortest time that it can stay on. */
  readonly least: number;
  readonly leastOnce: number;
  /** Mean bytes into the stage's streams, each record rounded up. MiB/s. */
  readonly meanMiBPerSecond: number;
  /** Mean above which it is cheaper than on-demand streams without it; `undefined`: at no mean. MiB/s in. */
  readonly cheaperThanOnDemandFrom: number | undefined;
  /** Multiple of the planned traffic above which it is cheaper than provisioned shards; `undefined`: at no multiple. */
  readonly cheaperThanProvisionedFrom: number | undefined;
}

/** @returns `undefined` if the stage plans no traffic */
export function onDemandAdvantage({ types, stage }: ChainPlan): OnDemandAdvantage | undefined {
  const use = sumStreamUsage(types.map((plan) => monthOfStream(plan, true)));
  if (use.onDemandBytesIn === 0) return undefined;
  const provisionedAt = (factor: number): number => {
    const larger = { ...stage, streamCapacity: 'planned', trafficScale: stage.trafficScale * factor } as const;
    return types.reduce(
      (sum, { type }) => sum + streamCost(planType(type, typeTopology(type, larger), larger), false),
      0,
    );
  };
  const onDemandAt = (factor: number): number => streamUsageCost(times(use, factor));
  const mean = use.onDemandBytesIn / SECONDS_PER_MONTH / MIB;
  const fromOnDemand = breakEven(use, onDemandAt);
  return {
    provisioned: provisionedAt(1),
    onDemand: onDemandAt(1),
    advantage: advantageCost(use),
    least: leastCost(SECONDS_PER_MONTH),
    leastOnce: leastCost(LIMITS.kinesisAdvantageHours.value * 3_600),
    meanMiBPerSecond: mean,
    cheaperThanOnDemandFrom: fromOnDemand === undefined ? undefined : fromOnDemand * mean,
    cheaperThanProvisionedFrom: breakEven(use, provisionedAt),
  };
}

/** Cost of a month of streams with On-demand Advantage: no stream-hours, and at least the minimum usage is billed. */
function advantageCost({ onDemandBytesIn, onDemandBytesOut, onDemandByteHours }: StreamUsage): number {
  const least = LIMITS.kinesisAdvantageBytesPerSecond.value * SECONDS_PER_MONTH;
  return (
    (Math.max(least, onDemandBytesIn) / GB) * PRICES.kinesisAdvantageGbIn.value +
    (Math.max(least, onDemandBytesOut) / GB) * PRICES.kinesisAdvantageGbOut.value +
    gbMonths(onDemandByteHours) * PRICES.kinesisAdvantageRetentionGbMonth.value
  );
}

function leastCost(seconds: number): number {
  const gigabytes = (LIMITS.kinesisAdvantageBytesPerSecond.value * seconds) / GB;
  return gigabytes * (PRICES.kinesisAdvantageGbIn.value + PRICES.kinesisAdvantageGbOut.value);
}

/** Usage of the same streams with `factor` times the traffic. */
function times(use: StreamUsage, factor: number): StreamUsage {
  return {
    ...use,
    onDemandBytesIn: use.onDemandBytesIn * factor,
    onDemandBytesOut: use.onDemandBytesOut * factor,
    onDemandByteHours: use.onDemandByteHours * factor,
  };
}

/**
 * Multiple of the traffic above which Advantage is cheaper than `other`. Below its minimum usage it costs nearly the
 * same at any traffic, and above it both costs grow with the traffic. So if it is not cheaper at the minimum usage, it
 * never is.
 */
function breakEven(use: StreamUsage, other: (factor: number) => number): number | undefined {
  const least = LIMITS.kinesisAdvantageBytesPerSecond.value * SECONDS_PER_MONTH;
  let high = Math.max(least / use.onDemandBytesIn, least / use.onDemandBytesOut);
  const cheaper = (factor: number) => advantageCost(times(use, factor)) < other(factor);
  if (!cheaper(high)) return undefined;
  let low = 0;
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (cheaper(middle)) high = middle;
    else low = middle;
  }
  return high;
}
