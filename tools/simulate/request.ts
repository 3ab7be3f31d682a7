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
  /** Events by type that were taken though the phone was not told: what comes of them again is a duplicate. */
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
  'publish deadline',
  'shed',
  'broker full',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** What the event ledger calls events whose phone gave up after this refusal. */
export const GIVEN_UP_AS: Readonly<Record<Refusal, 'throttled' | 'shed' | 'unanswered'>> = {
  'stage throttle': 'throttled',
  'usage plan': 'throttled',
  'function concurrency': 'unanswered',
  'integration timeout': 'unanswered',
  'ingest timeout': 'unanswered',
  'player rate': 'throttled',
  'PutEvents quota': 'throttled',
  'publish deadline': 'throttled',
  shed: 'shed',
  'broker full': 'shed',
};

/** What the API says of a request: which parts it did not take, and why. Nothing left means all was accepted. */
export type Answered = (left: readonly Part[], refusal?: Refusal) => void;

/** What takes requests: the chain, or the post-mortem's broker. */
export interface Backend {
  send(request: PhoneRequest, answered: Answered): void;
  /** A phone looks at the hunt, the leaderboard or its progress. It does not ask again: the screen is refreshed later. */
  read(player: Key): void;
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
