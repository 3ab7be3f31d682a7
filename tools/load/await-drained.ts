import { type Scheduler, sleep } from '../../core/scheduler/scheduler.ts';
import type { LoadReport } from '../shared/load/load-report.ts';
import { hasDrained, sumOf } from './ledger.ts';
import { PIPELINE_COUNTS, type Pipeline, type PipelineCounts } from './pipeline.ts';

export interface DrainLimits {
  /** Between two looks. */
  readonly pollMs: number;
  /** Counts that have not moved for so long are taken as final. */
  readonly stillMs: number;
  /**
   * As `stillMs`, where requests were given up: the pipeline may still take what it was sent, so that all being done at
   * one moment is not the end.
   */
  readonly unansweredStillMs: number;
  /** After which what is there has to do. */
  readonly limitMs: number;
}

/** Of the local runtime, whose counts are of this moment. */
export const LOCAL_DRAIN: DrainLimits = { pollMs: 250, stillMs: 15_000, unansweredStillMs: 3_000, limitMs: 60_000 };

export interface Drained {
  readonly counts: Readonly<Record<string, PipelineCounts>>;
  /** Until the last change of the counts, in milliseconds from the call. */
  readonly lastChangeMs: number;
  /** Whether every accepted event has ended; if not, the counts stood still or the limit was reached. */
  readonly complete: boolean;
}

/** Waits until the pipeline has done with every accepted event, or its counts stand still, or the limit is over. */
export async function awaitDrained(
  pipeline: Pipeline,
  report: Pick<LoadReport, 'byType' | 'events'>,
  scheduler: Scheduler,
  { pollMs, stillMs, unansweredStillMs, limitMs }: DrainLimits,
): Promise<Drained> {
  const start = scheduler.now();
  let lastChange = start;
  let last = '';
  for (;;) {
    const counts = await pipeline.counts();
    const now = scheduler.now();
    const sum = sumOf(Object.values(counts));
    const seen = PIPELINE_COUNTS.map((name) => sum[name]).join(' ');
    if (seen !== last) lastChange = now;
    last = seen;
    const complete = hasDrained(report, counts);
    const wait = complete ? (report.events.unanswered > 0 ? unansweredStillMs : 0) : stillMs;
    if (now - lastChange >= wait || now - start >= limitMs) {
      return { counts, lastChangeMs: lastChange - start, complete };
    }
    await sleep(scheduler, pollMs);
  }
}
