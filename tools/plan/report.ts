import { ALTERABLE, type Alternatives, alternatives } from '../../core/capacity/check/alternatives.ts';
import { checkChain, type Finding } from '../../core/capacity/check/check.ts';
import type { FigureOrigins } from '../../core/capacity/measure/calibration.ts';
import type { Latency } from '../../core/capacity/model/latency.ts';
import { SHAPES } from '../../core/capacity/model/traffic-shape.ts';
import { type ChainCost, chainCost, streamCost } from '../../core/capacity/plan/cost.ts';
import type { Hop } from '../../core/capacity/plan/hop.ts';
import { type OnDemandAdvantage, onDemandAdvantage } from '../../core/capacity/plan/on-demand-advantage.ts';
import type { QuotaRequest } from '../../core/capacity/plan/quota-requests.ts';
import { type Chain, PROCESSING_SETTINGS, type SettingValue } from '../../core/capacity/plan/settings.ts';
import type { TypePlan } from '../../core/capacity/plan/type-plan.ts';
import { processingSetting } from '../../core/chain/type-topology.ts';
import { LIMITS } from '../../core/limits.ts';
import { PRICES } from '../../core/prices.ts';
import { REGIONAL_LIMITS } from '../../core/regional-limits.ts';
import { kilobytes, round } from '../../core/round.ts';
import { type Watching, watchingOf } from './watching.ts';

/** One setting: its value, the reason, and what the neighbouring values would give. */
export interface SettingReport extends Alternatives {
  readonly name: string;
  readonly value: SettingValue;
  readonly reason: string;
}

/** The plan of one event type. Rates a second; `null` in JSON means unbounded. */
export interface TypeReport {
  readonly type: string;
  readonly eventsPerSecond: number;
  readonly recordsPerSecond: number;
  readonly recordBytes: number;
  readonly handledPerSecond: number;
  readonly percentile: number;
  readonly objectiveMs: number;
  readonly latency: Latency;
  readonly drainSeconds: number;
  readonly dollarsPerMonth: number;
  readonly settings: readonly SettingReport[];
}

export interface PlanReport {
  readonly stage: string;
  readonly region: string | null;
  /** Stack and table refuse deletion. */
  readonly protected: boolean;
  readonly hops: readonly Hop[];
  readonly narrowest: Hop;
  readonly admittedFactor: number;
  readonly types: readonly TypeReport[];
  readonly cost: ChainCost;
  /** Of alarms, metrics and dashboard, by pack; the stage has `alarmPack`. */
  readonly watching: Watching;
  /** What Kinesis On-demand Advantage would cost; `null` if no traffic is planned. */
  readonly onDemandAdvantage: OnDemandAdvantage | null;
  readonly quotaRequests: readonly QuotaRequest[];
  readonly beforehand: readonly string[];
  readonly findings: readonly Finding[];
  /** Which figures were measured and which are assumed; `null` if none was measured. */
  readonly figures: FigureOrigins | null;
  /** Figures that no page of AWS confirms. */
  readonly unconfirmed: readonly string[];
}

/** Everything that `plan` shows, independent of the output format. */
export function planReport(chain: Chain, figures: FigureOrigins | null = null): PlanReport {
  const { plan, findings } = checkChain(chain);
  const cost = chainCost(plan);
  return {
    stage: chain.stage.name,
    region: chain.stage.region ?? null,
    protected: chain.stage.protected === true,
    hops: plan.hops,
    narrowest: plan.narrowest,
    admittedFactor: plan.admittedFactor,
    types: plan.types.map(
      (type): TypeReport => ({
        type: type.type.type,
        eventsPerSecond: type.eventsPerSecond,
        recordsPerSecond: type.recordsPerSecond,
        recordBytes: type.recordBytes,
        handledPerSecond: type.handlerRate,
        percentile: type.type.latencyObjective.percentile,
        objectiveMs: type.type.latencyObjective.milliseconds,
        latency: type.latency,
        drainSeconds: type.drainSeconds,
        dollarsPerMonth: cost.types.find((each) => each.type === type.type.type)?.total ?? 0,
        settings: settingsOf(type, chain).map((setting) =>
          ALTERABLE.includes(setting.name)
            ? { ...setting, ...alternatives(chain, plan, type.type.type, setting.name) }
            : setting,
        ),
      }),
    ),
    cost,
    watching: watchingOf(chain.stage, plan.topology),
    onDemandAdvantage: onDemandAdvantage(plan) ?? null,
    quotaRequests: plan.quotaRequests,
    beforehand: plan.beforehand,
    findings,
    figures,
    unconfirmed: unconfirmed(),
  };
}

function settingsOf(plan: TypePlan, { stage }: Chain): readonly SettingReport[] {
  const { topology, type } = plan;
  const { demand, rule, stream } = topology;
  const { shards, retentionHours } = stream;
  const [provisioned, onDemand] = [streamCost(plan, false), streamCost(plan, true)];
  const provided = `${shards.value} provisioned ${shards.value === 1 ? 'shard costs' : 'shards cost'} $${provisioned.toFixed(0)} a month, an on-demand stream $${onDemand.toFixed(0)}`;
  const onDemandShards = round(LIMITS.kinesisOnDemandInitialShards.value);
  const retry = rule.maximumEventAgeSeconds;
  const hottest = plan.recordsPerSecond * plan.hottestKeyShare;
  return [
    { name: 'shards', value: shards.value, reason: shards.reason },
    {
      name: 'streamCapacity',
      value: stage.streamCapacity,
      reason: `${provided}. An on-demand stream starts with the capacity of ${onDemandShards} shards and doubles only after the traffic has grown, so a start line throttles it, unless On-demand Advantage has warmed it.`,
    },
    {
      name: 'partitionKey',
      value: type.partitionKey,
      reason: `The busiest value has ${round(plan.hottestKeyShare * 100)} % of the events: ${round(hottest)} of the ${round(plan.shardLimit)} records/s that its one shard accepts.`,
    },
    {
      name: 'maxEventsPerEntry',
      value: type.maxEventsPerEntry,
      reason: `min(${round(type.traffic.meanEventsPerRequest ?? 1)} events a request, ${type.maxEventsPerEntry}, ${kilobytes(LIMITS.eventBridgeBilledBytes.value)}) = ${round(demand.eventsPerRecord)} events an entry: EventBridge bills by entry.`,
    },
    ...PROCESSING_SETTINGS.map((name): SettingReport => {
      const { value, reason } = processingSetting(topology, name);
      return { name, value: value ?? 'none', reason };
    }),
    { name: 'retention', value: `${retentionHours.value} h`, reason: retentionHours.reason },
    { name: 'ruleRetry', value: `${retry.value} s`, reason: retry.reason },
    {
      name: 'traffic.shape',
      value: type.traffic.shape,
      reason: `Mean ÷ peak = ${SHAPES[type.traffic.shape].meanOfPeak}: ${SHAPES[type.traffic.shape].description}.`,
    },
  ];
}

function unconfirmed(): readonly string[] {
  return Object.entries({ ...LIMITS, ...REGIONAL_LIMITS, ...PRICES })
    .filter(([, figure]) => 'unconfirmed' in figure)
    .map(([name]) => name);
}
