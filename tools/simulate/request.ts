import type { EntryOutcome } from '../../lambdas/ingest/event-result.ts';
import type { Part } from './composition.ts';
import type { Key } from './keys.ts';

/** A body that a phone wants to get rid of. */
export interface PhoneRequest {
  readonly player: Key;
  /** What of it no answer has settled. */
  parts: readonly Part[];
  /** When it was first meant to be sent, in milliseconds. */
  readonly firstAt: number;
  attempts: number;
  /** Of `parts`, events by type that EventBridge took though the phone was not told: they come again as duplicates. */
  taken: Map<number, number> | undefined;
  /** Whether the phone has had an answer that says what was taken. */
  told: boolean;
}

/** Why a request, or some of its events, were not accepted. */
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

/** By what became of an entry in ingest. */
export const REFUSAL_OF = {
  bus_throttled: 'PutEvents quota',
  publish_failed: 'PutEvents failure',
  publish_deadline: 'publish deadline',
  unconfirmed: 'unconfirmed',
  shed: 'shed',
} as const satisfies Readonly<Record<Exclude<EntryOutcome, 'accepted'>, Refusal>>;

/** What the event ledger calls events whose phone gave up after this refusal. */
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

/** What the API says of a request. */
export interface Answer {
  /** What comes again; empty where all was accepted. */
  readonly left: readonly RefusedPart[];
  /** How long the phone waits at least, in milliseconds. */
  readonly retryAfterMs: number;
}
export type Answered = (answer: Answer) => void;

/** Everything was accepted. */
export const ALL_ACCEPTED: Answer = { left: [], retryAfterMs: 0 };

/** Nothing was accepted. */
export function allRefused(parts: readonly Part[], refusal: Refusal): Answer {
  return { left: parts.map(({ type, events }) => ({ type, events, refusal })), retryAfterMs: 0 };
}

/** What takes requests: the chain, or the post-mortem's broker. */
export interface Backend {
  send(request: PhoneRequest, answered: Answered): void;
  /** A phone looks at the hunt, the leaderboard or its progress. @param read its position in the plan's reads */
  read(player: Key, read: number): void;
  /** Age of the oldest event that is not done, by type, in milliseconds. */
  iteratorAgeMs(type: number): number;
}

/** What a record carries for the event ledger. */
export interface RecordTag {
  readonly type: number;
  /** Without `duplicates`. */
  readonly events: number;
  /** Events that were taken before, in a request whose answer the phone never had. */
  readonly duplicates: number;
  /** When its request arrived at the API. */
  readonly at: number;
  readonly key: Key;
  readonly bytes: number;
}
