import { LIMITS } from '../../limits.ts';
import type { ServiceTime } from './service-time.ts';
import type { TableUse } from './table-use.ts';

/** Which events ingest sheds when it cannot accept all: `sheddable` first, `critical` never. */
export const PRIORITIES = ['critical', 'normal', 'sheddable'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** How a day's traffic is spread: `steady`, `evening` (a peak at 20:00 local), `start-burst` (most of it at the start line). */
export const TRAFFIC_SHAPES = ['steady', 'evening', 'start-burst'] as const;
export type TrafficShape = (typeof TRAFFIC_SHAPES)[number];

export interface Traffic {
  /** Events a second at the peak, over all players, in stage `prod`. Above 0. */
  readonly peakEventsPerSecond: number;
  /** Mean size of one event as JSON, in bytes, before Cairn's stamps. 1–65,536. */
  readonly meanBytes: number;
  readonly shape: TrafficShape;
  /** Events of this type that one request carries on average; they share an entry. ≥ 1. @default 1 */
  readonly meanEventsPerRequest?: number;
  /**
   * Share of the type's events that have the busiest value of its partition key. Above 0, at most 1. If one value's
   * share is above one shard's rate, no setting spreads it.
   * @default 0.001 for `playerId`; 1 for any other field, until its author sets a better figure
   */
  readonly hottestKeyShare?: number;
}

/** The settings of a type's event source mapping and function. */
export interface Processing {
  /** Largest batch of an invocation, in records. 1–10,000. */
  readonly batchSize: number;
  /** How long Lambda waits for a batch to fill, in seconds. 0–300. */
  readonly batchingWindowSeconds: number;
  /** Batches of one shard that run at once. 1–10. */
  readonly parallelizationFactor: number;
  /** Invocations of the function that may run at once. ≥ 1. */
  readonly reservedConcurrency: number;
  /** 128–10,240 MB. */
  readonly memoryMb: number;
  /** 10–900 s. */
  readonly timeoutSeconds: number;
  /** Retries of a failed batch. 0–10,000, or -1: as many as the record's age allows. */
  readonly retryAttempts: number;
  /** Age at which Lambda gives up a record, in seconds. 60–604,800. */
  readonly maxRecordAgeSeconds: number;
  /** Lambda splits a failed batch in two before it retries it. */
  readonly bisectBatchOnError: boolean;
}

export interface LatencyObjective {
  /** The share of events, in percent, that must be processed within `milliseconds`. 1–99.999. */
  readonly percentile: number;
  /** From `receivedAt` to the stored effect. ≥ 1. */
  readonly milliseconds: number;
}

/** How shards are provided: one provisioned shard a type, as many as the plan derives, or on-demand. */
export const STREAM_CAPACITIES = ['one-shard', 'planned', 'on-demand'] as const;
export type StreamCapacity = (typeof STREAM_CAPACITIES)[number];

/** `lite`: alarms on whatever loses events or stops the game. `full`: also on what warns before it. */
export const ALARM_PACKS = ['lite', 'full'] as const;
export type AlarmPack = (typeof ALARM_PACKS)[number];

/** What the governor may do: nothing, say what it would do, or do it. */
export const GOVERNOR_MODES = ['off', 'observe', 'act'] as const;
export type GovernorMode = (typeof GOVERNOR_MODES)[number];

/** How far streams shrink while nobody plays. */
export interface Elastic {
  /** Share of the planned shards that the template deploys, and below which the governor never shrinks. 1/16 to 1. */
  readonly floor: number;
}

/** Names of the checks at synthesis; an accepted risk names one. */
export const CHECKS = [
  'request-throttle',
  'region-quota',
  'account-concurrency',
  'account-requests',
  'scale-up',
  'table-writes',
  'leaderboard',
  'stream',
  'hot-key',
  'handler-rate',
  'worker-concurrency',
  'batch-timeout',
  'retry-age',
  'latency',
  'small-burst',
  'few-retries',
  'no-bisect',
  'long-timeout',
  'waste-memory',
  'waste-packing',
  'waste-retention',
  'waste-batch',
  'waste-reserved',
  'waste-on-demand',
] as const;
export type CheckName = (typeof CHECKS)[number];

/** A finding that the author accepts. It no longer fails the build, and every output still shows it. */
export interface AcceptedRisk<Check extends string = CheckName> {
  readonly check: Check;
  /** Why, in a sentence. */
  readonly reason: string;
}

/** What the capacity model needs of an event type. A definition in the catalog is a ChainType. */
export interface ChainType {
  readonly type: string;
  readonly partitionKey: string;
  readonly priority: Priority;
  readonly traffic: Traffic;
  readonly processing: Partial<Processing>;
  readonly maxEventsPerEntry: number;
  readonly latencyObjective: LatencyObjective;
  /** What its records do in the table. @default `ASSUMED_TABLE_USE` (table-use.ts) */
  readonly tableUse?: readonly TableUse[];
  /** Measured. @default the assumption in core/capacity/model/service-time.ts */
  readonly serviceTime?: ServiceTime;
  /** Ingest rejects events of the type; its chain keeps its size, without traffic. @default false */
  readonly retired?: boolean;
  readonly acceptedRisks?: readonly AcceptedRisk[];
}

/** Events a second of the type at the catalog's peak; 0 once it is retired. */
export function peakOf({ traffic, retired }: Pick<ChainType, 'traffic' | 'retired'>): number {
  return retired === true ? 0 : traffic.peakEventsPerSecond;
}

/** One kind of read request: how often a player sends it, and what it does in the table. */
export interface ReadTraffic {
  /** Mean seconds between two such requests of one player while the peak lasts. Above 0. */
  readonly secondsBetween: number;
  readonly tableUse: readonly TableUse[];
  /**
   * How long an environment gives the same answer to all players, in milliseconds.
   * @default 0: each request asks the table
   */
  readonly rememberedMs?: number;
}

/** What a stage's players read, by name. */
export type Reads = Readonly<Record<string, ReadTraffic>>;

/** What the capacity model needs of a stage. A stage of the catalog is a ChainStage. */
export interface ChainStage {
  readonly name: string;
  readonly region?: string;
  readonly trafficScale: number;
  readonly streamCapacity: StreamCapacity;
  readonly throttle: { readonly requestsPerSecond: number; readonly burst: number };
  readonly reservedConcurrency: boolean;
  /** Partitions of the index over which a hunt's scores are spread. Whole, 1–100. @default 8 */
  readonly leaderboardShards?: number;
  /** What players read, and how often. @default nothing */
  readonly reads?: Reads;
  /** How long a player's token is valid. Seconds, above 0. @default 3,600 */
  readonly tokenLifeSeconds?: number;
  /** "Concurrent executions" of the account in the region. @default AWS's 1,000 */
  readonly accountConcurrency?: number;
  /** Which alarms it has. @default 'full' */
  readonly alarmPack?: AlarmPack;
  /** Where a stream has several planned shards, each is watched by itself. @default false */
  readonly shardMetrics?: boolean;
  /** What the governor may do. @default 'off' */
  readonly governor?: GovernorMode;
  /** What a stage's streams have while nobody plays: this share of the planned shards. @default all of them */
  readonly elastic?: Elastic;
  /** Stack and table refuse deletion. @default false */
  readonly protected?: boolean;
  /**
   * Measured mean time of a request in ingest. Milliseconds.
   * @default the assumption in core/capacity/model/service-time.ts
   */
  readonly ingestMs?: number;
  /**
   * Measured mean time of a read in query. Milliseconds. @default the assumption in core/capacity/model/service-time.ts
   */
  readonly queryMs?: number;
  /**
   * Measured 90th percentile of EventBridge's delivery. Milliseconds.
   * @default the assumption in core/capacity/model/latency.ts
   */
  readonly deliveryP90Ms?: number;
  /** The stage's data outlives the stack, and is kept longer. @default false */
  readonly retainState?: boolean;
  readonly waf: boolean;
  /** Players that may share one IP address. @default 2,000 */
  readonly playersPerAddress?: number;
  /** Also names checks that are not part of the capacity check. */
  readonly acceptedRisks?: readonly AcceptedRisk<string>[];
}

/** "Concurrent executions" of the stage's account in its region. */
export function accountConcurrencyOf({
  accountConcurrency = LIMITS.lambdaConcurrency.value,
}: Pick<ChainStage, 'accountConcurrency'>): number {
  return accountConcurrency;
}
