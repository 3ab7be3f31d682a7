import type { ArrivalKind } from './arrivals.ts';
import type { Segment } from './profile.ts';
import type { Outcome } from './read-answer.ts';

/** Counts of events. sent = accepted + rejected + throttled + shed + unanswered. */
export type EventCounts = Readonly<Record<Outcome, number>> & { readonly sent: number };

/** Milliseconds. All 0 if nothing was measured. */
export interface Percentiles {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Read requests. sent = the sum of `byStatus` + failed + unanswered. */
export interface ReadReport {
  readonly sent: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Requests that ended without an answer. */
  readonly failed: number;
  /** Requests without an answer when the run ended. */
  readonly unanswered: number;
  readonly latencyMs: Percentiles;
}

/** One interval of the run, which ends `seconds` after its start. Counts are of events in this interval. */
export interface Interval {
  readonly seconds: number;
  /** Intended events, sent or not. */
  readonly offered: number;
  readonly unsent: number;
  readonly sent: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Latency of the answers that arrived in this interval, from their intended start. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly scheduleErrorP99Ms: number;
  /** Requests without an answer at the interval's end. */
  readonly inFlight: number;
}

/** What the generator did and which answers it received. The event ledger shows what the pipeline did. */
export interface LoadReport {
  readonly seed: number;
  readonly startedAtMs: number;
  /** From the first intended start to the last answer or timeout. */
  readonly seconds: number;
  readonly segments: readonly Segment[];
  readonly arrivals: ArrivalKind;
  readonly intervalSeconds: number;
  readonly events: EventCounts & {
    readonly offered: number;
    /** Offered but not sent, because of the generator's own limits. */
    readonly unsent: number;
  };
  readonly byType: Readonly<Record<string, EventCounts>>;
  /** Events that were not accepted, by code. */
  readonly codes: Readonly<Record<string, number>>;
  readonly requests: {
    readonly sent: number;
    /** Intended but not sent. */
    readonly unsent: number;
    readonly byStatus: Readonly<Record<string, number>>;
    readonly timedOut: number;
    readonly failed: number;
    /** Requests compressed with gzip, and requests after which the connection was closed. */
    readonly gzipped: number;
    readonly reconnected: number;
    /** Bytes of JSON, before gzip. */
    readonly meanBytes: number;
    readonly meanEvents: number;
  };
  readonly reads: ReadReport;
  /** Answers that contradict what was sent, by kind. Empty in a sound run. */
  readonly contradictions: Readonly<Record<string, number>>;
  /** From the intended start to the end of the answer; a timeout counts with its age. */
  readonly latencyMs: Percentiles;
  /** Delay between intended and actual start of requests: the generator's own error. */
  readonly scheduleErrorMs: Percentiles;
  /** `[upper bound in ms, requests]` of the scheduling error. */
  readonly scheduleErrorHistogram: readonly (readonly [number, number])[];
  readonly timeline: readonly Interval[];
  readonly generator: {
    /** CPU time of the generator's process, or of the whole process if the generator has none of its own. */
    readonly cpuSeconds: number;
    readonly eventsPerCpuSecond: number;
    readonly peakRssMiB: number;
    readonly mostInFlight: number;
  };
}
