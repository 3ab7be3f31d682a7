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
  /** 1–900 s. */
  readonly timeoutSeconds: number;
  /** Retries of a batch that failed. 0–10,000: finite, so that a poison record cannot block its shard for a week. */
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
