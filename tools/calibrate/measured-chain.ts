/** Invocations of a handler with about the same number of records: one invocation, or the mean of a minute's. */
export interface MeasuredBatch {
  readonly records: number;
  readonly milliseconds: number;
  /** Invocations that this batch represents. ≥ 1. */
  readonly invocations: number;
}

/** What was measured of one event type's part of the chain. A figure that could not be measured is left out. */
export interface MeasuredType {
  readonly invocations: number;
  readonly records: number;
  readonly batches: readonly MeasuredBatch[];
  /** Events in the records. */
  readonly events?: number;
  /** Bytes of the records' data. */
  readonly bytes?: number;
  /** 0–1. */
  readonly hottestKeyShare?: number;
}

/** What was measured of a chain, from any source. */
export interface MeasuredChain {
  /** Such as `local runtime at http://127.0.0.1:3000, stage dev`. */
  readonly source: string;
  readonly ingestMs?: number;
  readonly queryMs?: number;
  readonly deliveryP90Ms?: number;
  readonly types: Readonly<Record<string, MeasuredType>>;
}
