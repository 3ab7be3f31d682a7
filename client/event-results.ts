import { ApiError } from './api-error.ts';
import type { EventResult, OutgoingEvent } from './events.ts';
import { waitOf } from './read-answer.ts';

const OUTCOMES: ReadonlySet<unknown> = new Set<EventResult['outcome']>(['accepted', 'rejected', 'throttled', 'shed']);
/** How long to wait if the answer does not name a time. */
const DEFAULT_WAIT_MS = 1_000;

/**
 * The results of the events that were sent, by index: for an event whose id the API cannot read, the answer has `id:
 * null`. Ignores anything that is not a result of a sent event, so that such an event stays in the outbox.
 * @returns undefined if the answer has no results
 */
export function resultsOf(answer: object, sent: readonly OutgoingEvent[]): EventResult[] | undefined {
  if (!('results' in answer) || !Array.isArray(answer.results)) return undefined;
  const results = new Map<number, EventResult>();
  for (const given of answer.results as readonly unknown[]) {
    if (typeof given !== 'object' || given === null) continue;
    const { index, id, outcome, code, message, retryAfterMs } = given as Readonly<Record<string, unknown>>;
    const event = typeof index === 'number' ? sent[index] : undefined;
    if (event === undefined || (id !== null && id !== event.id) || !OUTCOMES.has(outcome)) continue;
    results.set(index as number, {
      index: index as number,
      id: event.id,
      outcome: outcome as EventResult['outcome'],
      ...(typeof code === 'string' ? { code } : {}),
      ...(typeof message === 'string' ? { message } : {}),
      ...(typeof retryAfterMs === 'number' ? { retryAfterMs: waitOf(retryAfterMs) } : {}),
    });
  }
  return [...results.values()];
}

/** What an error means for the events of the request. */
export type Verdict =
  | { readonly kind: 'results'; readonly results: readonly EventResult[] }
  /** The body was too large, or the endpoint does not accept one of its events: a smaller request may succeed. */
  | { readonly kind: 'halve' }
  /** A firewall refused an event that was sent alone: because of its content, or because of the phone's address. */
  | { readonly kind: 'blocked'; readonly error: ApiError }
  /** The error does not tell whether the events arrived: they stay in the outbox. */
  | { readonly kind: 'unknown' };

/** `true` if one of Cairn's own answers refuses a whole body. */
function refusesBody({ status, code }: ApiError): boolean {
  if (code === 'unexpected_answer') return false;
  return status === 400 || status === 413 || status === 422;
}

/** Judges a request that got no result for each event. */
export function judge(error: unknown, sent: readonly OutgoingEvent[]): Verdict {
  if (!(error instanceof ApiError)) return { kind: 'unknown' };
  const { status, code, message, retryAfterMs } = error;
  const all = (result: Pick<EventResult, 'outcome' | 'code' | 'message' | 'retryAfterMs'>): Verdict => ({
    kind: 'results',
    results: sent.map(({ id }, index) => ({ index, id, ...result })),
  });
  // The gateway refuses a whole request over its quota before a function could answer for each event.
  if (status === 429) return all({ outcome: 'throttled', code, retryAfterMs: retryAfterMs ?? DEFAULT_WAIT_MS });
  if (status === 503) return all({ outcome: 'shed', code, retryAfterMs: retryAfterMs ?? DEFAULT_WAIT_MS });
  // A proxy between phone and API may have a lower limit than Cairn.
  const isBlocked = code === 'blocked';
  if (sent.length > 1 && (refusesBody(error) || status === 413 || isBlocked)) return { kind: 'halve' };
  if (isBlocked) return { kind: 'blocked', error };
  return refusesBody(error) ? all({ outcome: 'rejected', code, message }) : { kind: 'unknown' };
}
