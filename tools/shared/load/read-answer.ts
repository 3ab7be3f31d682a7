import type { LoadAnswer } from './transport.ts';

/** Outcomes of an event, as far as the answer shows. */
export const OUTCOMES = ['accepted', 'rejected', 'throttled', 'shed', 'unanswered'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface EventOutcome {
  readonly outcome: Outcome;
  /** The reason, if it was not accepted. */
  readonly code?: string;
}

/** The outcome of each event of a request, in the request's order. */
export interface ReadAnswer {
  readonly events: readonly EventOutcome[];
  /** How the answer contradicts the request; absent if it does not. */
  readonly contradiction?: string;
}

/**
 * Reads the outcomes of the events whose ids were sent. An event counts as unanswered if the answer does not contain
 * it, contains it twice, or at another position: a count that cannot be matched with an id is useless.
 */
export function readAnswer(ids: readonly string[], answer: LoadAnswer): ReadAnswer {
  if (answer.status === undefined) return all(ids, { outcome: 'unanswered', code: answer.failure });
  const { status, body } = answer;
  const parsed = parse(body);
  if (Array.isArray(parsed?.results)) return perEvent(ids, parsed.results);
  const code = parsed?.error?.code ?? `http_${status}`;
  if (status === 429) return all(ids, { outcome: 'throttled', code });
  if (status >= 400 && status < 500) return all(ids, { outcome: 'rejected', code });
  // A success without results, a redirect, or a 5xx: the outcome of the events is unknown.
  const read = all(ids, { outcome: 'unanswered', code });
  return status >= 500 ? read : { ...read, contradiction: `status ${status} without results` };
}

interface ParsedAnswer {
  readonly results?: unknown;
  readonly error?: { readonly code?: string };
}

interface ParsedResult {
  readonly index?: unknown;
  readonly id?: unknown;
  readonly outcome?: unknown;
  readonly code?: unknown;
}

const ACCEPTED: EventOutcome = { outcome: 'accepted' };
const UNNAMED: EventOutcome = { outcome: 'unanswered', code: 'not_in_answer' };
const KNOWN: ReadonlySet<unknown> = new Set<Outcome>(['accepted', 'rejected', 'throttled', 'shed']);

function perEvent(ids: readonly string[], results: readonly unknown[]): ReadAnswer {
  const events = new Array<EventOutcome>(ids.length).fill(UNNAMED);
  const seen = new Uint8Array(ids.length);
  let contradiction = results.length === ids.length ? undefined : `${results.length} results for ${ids.length} events`;
  for (const [position, given] of results.entries()) {
    const { index = position, id, outcome, code } = (given ?? {}) as ParsedResult;
    const at = typeof index === 'number' ? index : -1;
    // A rejected event whose id is not valid is returned with null; the generator sends no such id.
    if (ids[at] !== id || !KNOWN.has(outcome)) {
      contradiction ??= 'a result for an event that was not sent';
      continue;
    }
    if (seen[at] === 1) {
      contradiction ??= 'two results for one event';
      continue;
    }
    seen[at] = 1;
    events[at] =
      outcome === 'accepted'
        ? ACCEPTED
        : { outcome: outcome as Outcome, code: typeof code === 'string' ? code : 'no_code' };
  }
  return { events, ...(contradiction !== undefined && { contradiction }) };
}

function all(ids: readonly string[], outcome: EventOutcome): ReadAnswer {
  return { events: new Array<EventOutcome>(ids.length).fill(outcome) };
}

function parse(text: string): ParsedAnswer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
