import type { LoadReport } from '../shared/load/load-report.ts';
import type { LoadLedger } from './ledger.ts';
import type { EndToEnd } from './pipeline.ts';

/** An objective compared with a run. */
export interface Verdict {
  readonly objective: string;
  /** `null` if the run does not show it. */
  readonly measured: number | null;
  /** `false` if the value is unknown. */
  readonly met: boolean;
}

/** A finished run: what was sent and answered, what the pipeline did with it, and whether it met the objectives. */
export interface LoadResult {
  readonly url: string;
  /** Such as `spike`. */
  readonly profile: string;
  readonly phones: number;
  readonly load: LoadReport;
  readonly ledger: LoadLedger;
  /** Source of the pipeline's counts; `null` if it was not asked. */
  readonly source: string | null;
  /** Why the pipeline could not be asked at the end, in a sentence; `null` if it answered or was not asked. */
  readonly pipelineFailure: string | null;
  /** Time from the last answer until the pipeline's counts stood still. */
  readonly drainSeconds: number | null;
  /** By event type; types without a value are left out. */
  readonly endToEnd: Readonly<Record<string, EndToEnd>>;
  readonly verdicts: readonly Verdict[];
}
