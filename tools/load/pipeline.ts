/** Outcomes of a type's events by the pipeline's own counts. */
export interface PipelineCounts {
  readonly accepted: number;
  readonly rejected: number;
  readonly throttled: number;
  readonly shed: number;
  readonly processed: number;
  readonly quarantined: number;
  readonly deadLettered: number;
  readonly unrouted: number;
}

export const PIPELINE_COUNTS = [
  'accepted',
  'rejected',
  'throttled',
  'shed',
  'processed',
  'quarantined',
  'deadLettered',
  'unrouted',
] as const satisfies readonly (keyof PipelineCounts)[];

/** From `receivedAt` to the stored effect. */
export interface EndToEnd {
  readonly p50Ms: number;
  /** The percentile of the type's latency objective. */
  readonly percentile: number;
  readonly percentileMs: number;
  readonly p99Ms: number;
}

/** An objective's percentile by event type. */
export type ObjectivePercentiles = Readonly<Record<string, number>>;

/** What the chain itself reports, independently of its answers. */
export interface Pipeline {
  /** Source of the figures. */
  readonly source: string;
  /** Starts counting. */
  begin(): Promise<void>;
  /** By event type, since `begin`. */
  counts(): Promise<Readonly<Record<string, PipelineCounts>>>;
  /** By event type; types without a value are left out. Times in milliseconds since the epoch. */
  endToEnd(
    fromMs: number,
    toMs: number,
    percentiles: ObjectivePercentiles,
  ): Promise<Readonly<Record<string, EndToEnd>>>;
}

export const NO_COUNTS: PipelineCounts = {
  accepted: 0,
  rejected: 0,
  throttled: 0,
  shed: 0,
  processed: 0,
  quarantined: 0,
  deadLettered: 0,
  unrouted: 0,
};
