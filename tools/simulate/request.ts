import type { EntryOutcome } from '../../lambdas/ingest/event-result.ts';
import type { Part } from './composition.ts';
import type { Key } from './keys.ts';

/** A body that a phone must deliver. */
export interface PhoneRequest {
  readonly player: Key;
  /** The parts that no answer has settled yet. */
  parts: readonly Part[];
  /** When it was first meant to be sent, in milliseconds. */
  readonly firstAt: number;
  attempts: number;
  /**
   * Events in `parts`, by type, that EventBridge accepted without a confirmation for the phone: they arrive again as
   * duplicates.
   */
  unconfirmed: Map<number, number> | undefined;
  /** `true` once the phone has received an answer that shows what was accepted. */
  answered: boolean;
}

/** Why a request, or some of its events, was not accepted. */
export const REFUSALS = [
  'stage throttle',
  'usage plan',
  'function concurrency',
  'integration timeout',
  'ingest timeout',
  'player rate',
  'PutEvents quota',
  'PutEvents failure',
  'publish deadline',
  'unconfirmed',
  'shed',
  'broker full',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** By the outcome of an entry in ingest. */
export const REFUSAL_OF = {
  bus_throttled: 'PutEvents quota',
  publish_failed: 'PutEvents failure',
  publish_deadline: 'publish deadline',
  unconfirmed: 'unconfirmed',
  shed: 'shed',
} as const satisfies Readonly<Record<Exclude<EntryOutcome, 'accepted'>, Refusal>>;

/** The event ledger's outcome for events whose phone gave up after this refusal. */
export const GIVEN_UP_AS: Readonly<Record<Refusal, 'throttled' | 'shed' | 'unanswered'>> = {
  'stage throttle': 'throttled',
  'usage plan': 'throttled',
  'function concurrency': 'unanswered',
  'integration timeout': 'unanswered',
  'ingest timeout': 'unanswered',
  'player rate': 'throttled',
  'PutEvents quota': 'throttled',
  'PutEvents failure': 'throttled',
  'publish deadline': 'throttled',
  unconfirmed: 'throttled',
  shed: 'shed',
  'broker full': 'shed',
};

/** Events that were not accepted. */
export interface RefusedPart extends Part {
  readonly refusal: Refusal;
}

/** The API's answer to a request. */
export interface Answer {
  /** Parts that the phone must send again; empty if all was accepted. */
  readonly left: readonly RefusedPart[];
  /** Shortest wait of the phone, in milliseconds. */
  readonly retryAfterMs: number;
}
export type Answered = (answer: Answer) => void;

export const ALL_ACCEPTED: Answer = { left: [], retryAfterMs: 0 };

export function allRefused(parts: readonly Part[], refusal: Refusal): Answer {
  return { left: parts.map(({ type, events }) => ({ type, events, refusal })), retryAfterMs: 0 };
}

/** What receives the requests: the chain, or the post-mortem's broker. */
export interface Backend {
  send(request: PhoneRequest, answered: Answered): void;
  /** A phone reads the hunt, the leaderboard or its progress. @param read its position in the plan's reads */
  read(player: Key, read: number): void;
  /** Age of the oldest unfinished event of a type, in milliseconds. */
  iteratorAgeMs(type: number): number;
}

/** A record's data for the event ledger. */
export interface RecordTag {
  readonly type: number;
  /** Events without `duplicates`. */
  readonly events: number;
  /** Events that were accepted before, in a request without a confirmation for the phone. */
  readonly duplicates: number;
  /** When its request arrived at the API. */
  readonly at: number;
  readonly key: Key;
  readonly bytes: number;
  /** It ends each function that reads it. */
  readonly isPoison: boolean;
}
