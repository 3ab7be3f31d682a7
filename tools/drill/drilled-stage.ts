import { chainNamed } from '../../catalog/chain-named.ts';
import type { StageConfig } from '../../catalog/stages.ts';
import { type GovernorMode, peakOf } from '../../core/capacity/model/workload.ts';
import { chainTopology } from '../../core/chain/topology.ts';
import type { DrilledChain } from './stage/drill-stage.ts';

/** Events a second at the peak of a drilled stage: enough for every alarm, few enough for an hour in seconds. */
export const PEAK = 12;
/** Of the throttle: requests come at random, and few a second vary much more than many. */
const LEAST_BURST = 20;

/**
 * A stage at a size that can be drilled: its own settings, with traffic and throttle reduced by one factor. Its alarms are the
 * same, each with a threshold by the same formula.
 */
export function drilledChain(stageName: string, chainOf: typeof chainNamed = chainNamed): DrilledChain {
  const { types, stage } = chainOf(stageName);
  const peak = types.reduce((sum, type) => sum + peakOf(type), 0) * stage.trafficScale;
  const factor = Math.min(1, PEAK / peak);
  return { types, stage: reduced(stage, factor) };
}

/** A stage by what its governor may do: causes differ in which of the two raises their alarms. */
export interface DrilledChains {
  /** The governor looks on at most: one that acts would heal some causes before their alarms. */
  readonly chain: DrilledChain;
  /** The governor acts. @default the stage has none */
  readonly acting?: DrilledChain;
  /** At its own size and with metrics of each shard. @default no stream has several planned shards */
  readonly whole?: DrilledChain;
}

/** The stage with its governor looking on, with it acting, and as a whole. */
export function drilledChains(stageName: string, chainOf: typeof chainNamed = chainNamed): DrilledChains {
  const chain = drilledChain(stageName, chainOf);
  const whole = wholeChain(chainOf(stageName));
  const rest = whole === undefined ? {} : { whole };
  if ((chain.stage.governor ?? 'off') === 'off') return { chain, ...rest };
  const inMode = (governor: GovernorMode): DrilledChain => ({ ...chain, stage: { ...chain.stage, governor } });
  return { chain: inMode('observe'), acting: inMode('act'), ...rest };
}

function wholeChain({ types, stage }: DrilledChain): DrilledChain | undefined {
  if (stage.streamCapacity !== 'planned') return undefined;
  const whole: StageConfig = {
    ...stage,
    shardMetrics: true,
    ...((stage.governor ?? 'off') === 'off' ? {} : { governor: 'observe' }),
  };
  const hasShards = chainTopology(types, whole).types.some(({ stream }) => stream.shardMetric.value !== undefined);
  return hasShards ? { types, stage: whole } : undefined;
}

function reduced(stage: StageConfig, factor: number): StageConfig {
  const { requestsPerSecond, burst } = stage.throttle;
  return {
    ...stage,
    trafficScale: stage.trafficScale * factor,
    throttle: {
      requestsPerSecond: Math.ceil(requestsPerSecond * factor),
      burst: Math.min(burst, Math.max(LEAST_BURST, Math.ceil(burst * factor))),
    },
  };
}
