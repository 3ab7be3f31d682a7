/** Invocations of a handler that had about as many records: one invocation, or a minute's mean of several. */
export interface MeasuredBatch {
  readonly records: number;
  readonly milliseconds: number;
  /** Invocations that it stands for. ≥ 1. */
  readonly invocations: number;
}

/** What was measured of one event type's part of the chain. Left out: it could not be measured. */
export interface MeasuredType {
  readonly invocations: number;
  readonly records: number;
  readonly batches: readonly MeasuredBatch[];
  /** In the records. */
  readonly events?: number;
  /** Of the records' data. */
  readonly bytes?: number;
  /** 0–1. */
  readonly hottestKeyShare?: number;
}

/** What was measured of a chain, whatever measured it. */
export interface MeasuredChain {
  /** Such as `local runtime at http://127.0.0.1:3000, stage dev`. */
  readonly source: string;
  readonly ingestMs?: number;
  readonly queryMs?: number;
  readonly deliveryP90Ms?: number;
  readonly types: Readonly<Record<string, MeasuredType>>;
}
