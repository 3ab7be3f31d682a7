import type { LoadReport } from '../shared/load/load-report.ts';
import type { LoadLedger } from './ledger.ts';
import type { EndToEnd } from './pipeline.ts';

/** An objective held against a run. */
export interface Verdict {
  readonly objective: string;
  /** `null` where the run does not tell. */
  readonly measured: number | null;
  /** What is not known is not met. */
  readonly met: boolean;
}

/** A finished run: what was sent and answered, what the pipeline made of it, and whether that is good enough. */
export interface LoadResult {
  readonly url: string;
  /** Such as `spike`. */
  readonly profile: string;
  readonly phones: number;
  readonly load: LoadReport;
  readonly ledger: LoadLedger;
  /** Where the pipeline's counts come from; `null` where it was not asked. */
  readonly source: string | null;
  /** Why the pipeline could not be asked at the end, a sentence; `null` where it answered or was not asked. */
  readonly pipelineFailure: string | null;
  /** After the last answer, until the pipeline's counts stood still. */
  readonly drainSeconds: number | null;
  /** By event type; types without a value are left out. */
  readonly endToEnd: Readonly<Record<string, EndToEnd>>;
  readonly verdicts: readonly Verdict[];
}
