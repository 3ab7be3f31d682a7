import { LIMITS } from '../../limits.ts';
import type { ServiceTime } from './service-time.ts';
import type { TableUse } from './table-use.ts';

/** What becomes of an event when not everything can be taken in: critical is never shed, sheddable is shed first. */
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
   * The share of the type's events that the busiest value of its partition key has. Above 0, at most 1; above one shard's
   * rate nothing spreads it. @default 0.001 for `playerId`; 1 for any other field, until its author says better
   */
  readonly hottestKeyShare?: number;
}

/** The settings of a type's event source mapping and function. */
export interface Processing {
  /** Records an invocation takes at most. 1–10,000. */
  readonly batchSize: number;
  /** How long a batch may fill, in seconds. 0–300. */
  readonly batchingWindowSeconds: number;
  /** Batches of one shard that run at once. 1–10. */
  readonly parallelizationFactor: number;
  /** Invocations of the function that may run at once. ≥ 1. */
  readonly reservedConcurrency: number;
  /** 128–10,240 MB. */
  readonly memoryMb: number;
  /** 10–900 s. */
  readonly timeoutSeconds: number;
  /** Retries of a batch that failed. 0–10,000, or -1: as many as the record's age allows. */
  readonly retryAttempts: number;
  /** Age at which a record is given up, in seconds. 60–604,800. */
  readonly maxRecordAgeSeconds: number;
  /** Whether a failed batch is split in two before it is retried. */
  readonly bisectBatchOnError: boolean;
}

export interface LatencyObjective {
  /** The share of events, in percent, that must be processed within `milliseconds`. 1–99.999. */
  readonly percentile: number;
  /** From `receivedAt` to the effect being stored. ≥ 1. */
  readonly milliseconds: number;
}

/** How shards are provided: one provisioned shard a type, as many as the plan says, or on-demand. */
export const STREAM_CAPACITIES = ['one-shard', 'planned', 'on-demand'] as const;
export type StreamCapacity = (typeof STREAM_CAPACITIES)[number];

/** What the check at synthesis looks at; an accepted risk names one. */
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

/** A finding that the author knows and lives with. It no longer fails the build, and stays in every output. */
export interface AcceptedRisk<Check extends string = CheckName> {
  readonly check: Check;
  /** Why, in a sentence. */
  readonly reason: string;
}

/** What the capacity model needs of an event type; a definition of the catalog is one. */
export interface ChainType {
  readonly type: string;
  readonly partitionKey: string;
  readonly priority: Priority;
  readonly traffic: Traffic;
  readonly processing: Partial<Processing>;
  readonly maxEventsPerEntry: number;
  readonly latencyObjective: LatencyObjective;
  /** What its records do to the table. @default `ASSUMED_TABLE_USE` (table-use.ts) */
  readonly tableUse?: readonly TableUse[];
  /** Measured. @default what core/capacity/model/service-time.ts assumes */
  readonly serviceTime?: ServiceTime;
  /** Whether ingest takes no more events of it: its chain stays as large as it is, without traffic. @default false */
  readonly retired?: boolean;
  readonly acceptedRisks?: readonly AcceptedRisk[];
}

/** Events of the type a second at the catalog's peak; none once it is retired. */
export function peakOf({ traffic, retired }: Pick<ChainType, 'traffic' | 'retired'>): number {
  return retired === true ? 0 : traffic.peakEventsPerSecond;
}

/** One kind of request that reads: how often a player makes it, and what it does to the table. */
export interface ReadTraffic {
  /** Seconds between two of one player's while the peak lasts, on the mean. Above 0. */
  readonly secondsBetween: number;
  readonly tableUse: readonly TableUse[];
  /** For how long an environment gives the same answer to all, in milliseconds. @default 0: each request asks the table */
  readonly rememberedMs?: number;
}

/** What a stage's players look at, by name. */
export type Reads = Readonly<Record<string, ReadTraffic>>;

/** What the capacity model needs of a stage; a stage of the catalog is one. */
export interface ChainStage {
  readonly name: string;
  readonly region?: string;
  readonly trafficScale: number;
  readonly streamCapacity: StreamCapacity;
  readonly throttle: { readonly requestsPerSecond: number; readonly burst: number };
  readonly reservedConcurrency: boolean;
  /** Partitions of the index over which a hunt's scores are spread. Whole, 1–100. @default 8 */
  readonly leaderboardShards?: number;
  /** What players look at, and how often. @default nothing */
  readonly reads?: Reads;
  /** How long a player's token is valid. Seconds, above 0. @default 3,600 */
  readonly tokenLifeSeconds?: number;
  /** "Concurrent executions" of the account in the region. @default AWS's 1,000 */
  readonly accountConcurrency?: number;
  /** Whether stack and table refuse to be deleted. @default false */
  readonly protected?: boolean;
  /** Of a request in ingest, measured. Milliseconds. @default what core/capacity/model/service-time.ts assumes */
  readonly ingestMs?: number;
  /** Of a read in query, measured. Milliseconds. @default what core/capacity/model/service-time.ts assumes */
  readonly queryMs?: number;
  /** EventBridge's delivery, the 90th percentile, measured. Milliseconds. @default what core/capacity/model/latency.ts assumes */
  readonly deliveryP90Ms?: number;
  /** Whether its data outlives the stack, and is kept longer. @default false */
  readonly retainState?: boolean;
  readonly waf: boolean;
  /** Players that may share one address. @default 2,000 */
  readonly playersPerAddress?: number;
  /** Those of other checks than the capacity check's too. */
  readonly acceptedRisks?: readonly AcceptedRisk<string>[];
}

/** "Concurrent executions" of the stage's account in its region. */
export function accountConcurrencyOf({
  accountConcurrency = LIMITS.lambdaConcurrency.value,
}: Pick<ChainStage, 'accountConcurrency'>): number {
  return accountConcurrency;
}
