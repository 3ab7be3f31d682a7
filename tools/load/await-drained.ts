import { type Scheduler, sleep } from '../../core/scheduler/scheduler.ts';
import type { LoadReport } from '../shared/load/load-report.ts';
import { hasDrained, sumOf } from './ledger.ts';
import { PIPELINE_COUNTS, type Pipeline, type PipelineCounts } from './pipeline.ts';

export interface DrainLimits {
  /** Time between two reads of the counts. */
  readonly pollMs: number;
  /** After this time without a change, the counts are final. */
  readonly stillMs: number;
  /**
   * Replaces `stillMs` if requests were given up: the pipeline may still receive them, so it is not certainly done when
   * all known events are.
   */
  readonly unansweredStillMs: number;
  /** Longest wait; the counts at that time are used. */
  readonly limitMs: number;
}

/** For the local runtime, whose counts are current. */
export const LOCAL_DRAIN: DrainLimits = { pollMs: 250, stillMs: 15_000, unansweredStillMs: 3_000, limitMs: 60_000 };

export interface Drained {
  readonly counts: Readonly<Record<string, PipelineCounts>>;
  /** Time from the call to the last change of the counts, in milliseconds. */
  readonly lastChangeMs: number;
  /** `true` if every accepted event has ended; `false` if the counts stood still or the limit was reached. */
  readonly complete: boolean;
}

/** Waits until the pipeline is done with every accepted event, or its counts stand still, or the limit is reached. */
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
