import type { EntryOutcome, IngestResult } from './event-result.ts';

/** The part of an event's result that its publication decides. */
export type PublishedResult = Pick<IngestResult, 'outcome' | 'code' | 'message' | 'retryAfterMs'>;

/**
 * Results by the outcome of the event's entry. `retryAfterMs`: shortest time that a client waits before it sends the
 * event again.
 */
const RESULTS: Readonly<Record<EntryOutcome, PublishedResult>> = {
  accepted: { outcome: 'accepted' },
  bus_throttled: {
    outcome: 'throttled',
    code: 'bus_throttled',
    message: 'over the quota of the event bus; send it again later',
    retryAfterMs: 2_000,
  },
  shed: {
    outcome: 'shed',
    code: 'bus_throttled',
    message: 'refused under load; send it again later, or drop it for a newer one',
    retryAfterMs: 5_000,
  },
  publish_failed: {
    outcome: 'throttled',
    code: 'publish_failed',
    message: 'the event bus did not take it; send it again later',
    retryAfterMs: 2_000,
  },
  publish_deadline: {
    outcome: 'throttled',
    code: 'publish_deadline',
    message: 'the event bus was too slow for its turn to come, and did not get it; send it again later',
    retryAfterMs: 2_000,
  },
  unconfirmed: {
    outcome: 'throttled',
    code: 'unconfirmed',
    message: 'the event bus did not answer; send it again, the same event has one effect',
    retryAfterMs: 1_000,
  },
};

/** The result of every event in an entry with this outcome. */
export function resultOf(outcome: EntryOutcome): PublishedResult {
  return RESULTS[outcome];
}

/** The HTTP status of an answer, and how long the client waits before it sends anything again. */
export interface AnswerHead {
  readonly statusCode: number;
  /** The longest wait of any event; 0 if the client sends none again. */
  readonly retryAfterMs: number;
}

const QUOTAS: ReadonlySet<string> = new Set(['bus_throttled', 'player_rate']);

/** 202 if any event was accepted; else 429 (quota) or 503 (load) if the client may send any event again; else 400. */
export function headOf(results: readonly PublishedResult[]): AnswerHead {
  let accepted = false;
  let again = false;
  let overQuota = false;
  let retryAfterMs = 0;
  for (const { outcome, code = '', retryAfterMs: waitMs = 0 } of results) {
    if (outcome === 'accepted') accepted = true;
    if (outcome !== 'throttled' && outcome !== 'shed') continue;
    again = true;
    overQuota ||= outcome === 'throttled' && QUOTAS.has(code);
    retryAfterMs = Math.max(retryAfterMs, waitMs);
  }
  if (accepted) return { statusCode: 202, retryAfterMs };
  if (!again) return { statusCode: 400, retryAfterMs };
  return { statusCode: overQuota ? 429 : 503, retryAfterMs };
}
