import { type Scheduler, sleep } from '../../core/scheduler/scheduler.ts';
import { hasDrained, sumOf } from './account.ts';
import type { LoadReport } from './load-report.ts';
import { PIPELINE_COUNTS, type Pipeline, type PipelineCounts } from './pipeline.ts';

export interface DrainLimits {
  /** Between two looks. */
  readonly pollMs: number;
  /** Counts that have not moved for so long are taken as final. */
  readonly stillMs: number;
  /** After which what is there has to do. */
  readonly limitMs: number;
}

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
  report: Pick<LoadReport, 'byType'>,
  scheduler: Scheduler,
  { pollMs, stillMs, limitMs }: DrainLimits,
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
    if (complete || now - lastChange >= stillMs || now - start >= limitMs) {
      return { counts, lastChangeMs: lastChange - start, complete };
    }
    await sleep(scheduler, pollMs);
  }
}
