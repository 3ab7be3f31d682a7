import type { LoadReport } from '../shared/load/load-report.ts';
import { NO_COUNTS, PIPELINE_COUNTS, type PipelineCounts } from './pipeline.ts';

/** Every event that was sent, with its outcome. */
export interface LoadLedger {
  /** The pipeline's counts, over all types; `null` if it was not asked. */
  readonly pipeline: PipelineCounts | null;
  /**
   * Events with unknown outcome: sent without an answer, or accepted and neither processed nor in a place where they
   * can be found again. `null` if the pipeline was not asked.
   */
  readonly unaccounted: number | null;
  /** Contradictions between answers, pipeline and generator, in sentences. None in a sound run. */
  readonly contradictions: readonly string[];
}

/**
 * Compares what was sent with the answers, and both with the pipeline's counts. sent = accepted + rejected + throttled
 * + shed + unanswered; accepted = processed + quarantined + dead-lettered + unrouted. By type, so that a surplus of one
 * type cannot hide a loss of another.
 */
export function ledgerFor(
  { events, byType, contradictions }: Pick<LoadReport, 'events' | 'byType' | 'contradictions'>,
  pipeline: Readonly<Record<string, PipelineCounts>> | null,
): LoadLedger {
  const found = Object.entries(contradictions).map(([how, requests]) => `${requests} answers: ${how}`);
  const outcomes = events.accepted + events.rejected + events.throttled + events.shed + events.unanswered;
  if (outcomes !== events.sent) found.push(`${events.sent} events sent, but ${outcomes} have an outcome`);
  if (pipeline === null) return { pipeline, unaccounted: null, contradictions: found };

  let lost = Math.abs(events.sent - outcomes);
  for (const type of new Set([...Object.keys(byType), ...Object.keys(pipeline)])) {
    const answered = byType[type] ?? { accepted: 0, unanswered: 0 };
    const counted = pipeline[type] ?? NO_COUNTS;
    const ended = counted.processed + counted.quarantined + counted.deadLettered + counted.unrouted;
    lost += Math.max(0, Math.max(answered.accepted, counted.accepted) - ended);
    if (counted.accepted < answered.accepted) {
      found.push(`${type}: ${answered.accepted} answered as accepted, but the pipeline counted ${counted.accepted}`);
    }
    const most = answered.accepted + answered.unanswered;
    if (counted.accepted > most) {
      found.push(
        `${type}: the pipeline accepted ${counted.accepted}, but only ${most} can come from this run: someone else is sending too`,
      );
    }
    if (ended > Math.max(most, counted.accepted)) {
      found.push(
        `${type}: the pipeline counted ${ended} processed or kept, but only ${Math.max(most, counted.accepted)} accepted`,
      );
    }
  }
  return { pipeline: sumOf(Object.values(pipeline)), unaccounted: lost, contradictions: found };
}

/** `true` if every event that is accepted by the answers or by the pipeline has ended somewhere. */
export function hasDrained(
  { byType }: Pick<LoadReport, 'byType'>,
  pipeline: Readonly<Record<string, PipelineCounts>>,
): boolean {
  return [...new Set([...Object.keys(byType), ...Object.keys(pipeline)])].every((type) => {
    const { accepted, processed, quarantined, deadLettered, unrouted } = pipeline[type] ?? NO_COUNTS;
    return processed + quarantined + deadLettered + unrouted >= Math.max(accepted, byType[type]?.accepted ?? 0);
  });
}

export function sumOf(counts: readonly PipelineCounts[]): PipelineCounts {
  return Object.fromEntries(
    PIPELINE_COUNTS.map((name) => [name, counts.reduce((sum, each) => sum + each[name], 0)]),
  ) as unknown as PipelineCounts;
}
