import { type EventOrder, eventIdOf } from './order.ts';

/** Why a claim can never win: the event's own place or time, or a treasure that the hunt does not have. */
export const INVALID_REASONS = ['too_far', 'not_open', 'unknown_treasure'] as const;
export type InvalidReason = (typeof INVALID_REASONS)[number];

/** A claim that met all its conditions, with its outcome. */
export interface DecidedClaim {
  readonly outcome: 'won' | 'lost';
  /** Order of the player's first such claim. */
  readonly order: EventOrder;
}

export interface InvalidClaim {
  readonly reason: InvalidReason;
  readonly order: EventOrder;
}

/** Effects that wait for a precondition: `solve` and `hint` of a clue, `claim` of a treasure. */
export type PendingKind = 'solve' | 'hint' | 'claim';
/** `<kind>#<clueId or treasureId>`. */
export type PendingKey = `${PendingKind}#${string}`;

const TYPE_OF_KIND: Readonly<Record<string, string>> = {
  solve: 'clue.solved',
  hint: 'hint.requested',
  claim: 'treasure.claimed',
} satisfies Record<PendingKind, string>;

/** The type of the event that made an effect pending, whichever handler settles it. */
export function pendingType(key: PendingKey): string {
  return TYPE_OF_KIND[key.slice(0, key.indexOf('#'))] ?? 'unknown';
}

/**
 * All that a player has achieved in a hunt. Each field only grows (a set, a least order, a final outcome), so events
 * may arrive in any order, twice, and split over streams: the same events give the same state.
 */
export interface PlayerState {
  /** The first join, which gives the name. */
  readonly joined?: { readonly displayName: string; readonly order: EventOrder };
  readonly solved: ReadonlySet<string>;
  readonly hints: ReadonlySet<string>;
  /** By treasure id. */
  readonly claims: ReadonlyMap<string, DecidedClaim>;
  /** By treasure id: the first invalid claim of each of the hunt's treasures, and of `MAX_MADE_UP_CLAIMS` other ids. */
  readonly invalidClaims: ReadonlyMap<string, InvalidClaim>;
  /** The first event of each pending effect. Bounded by the hunt: only its own clues and treasures are accepted. */
  readonly pending: ReadonlyMap<PendingKey, EventOrder>;
}

export const NEW_PLAYER: PlayerState = {
  solved: new Set(),
  hints: new Set(),
  claims: new Map(),
  invalidClaims: new Map(),
  pending: new Map(),
};

/**
 * Number of treasure ids unknown to the hunt for which a player's invalid claims are kept. A client can invent any
 * number; the earliest ones are the same set in any order of arrival. 50 × ~100 bytes = 5 KB.
 */
export const MAX_MADE_UP_CLAIMS = 50;

/** What a player sees of a treasure: the best of the player's claims, won > lost > pending > invalid. */
export interface ShownClaim {
  readonly treasureId: string;
  readonly outcome: 'won' | 'lost' | 'pending' | 'invalid';
  readonly reason?: InvalidReason;
  readonly eventId: string;
}

/** The player's claims, one for each treasure id. */
export function shownClaims(state: PlayerState): ShownClaim[] {
  const shown = new Map<string, ShownClaim>();
  for (const [treasureId, { reason, order }] of state.invalidClaims) {
    shown.set(treasureId, { treasureId, outcome: 'invalid', reason, eventId: eventIdOf(order) });
  }
  for (const [key, order] of state.pending) {
    if (!key.startsWith('claim#')) continue;
    const treasureId = key.slice('claim#'.length);
    shown.set(treasureId, { treasureId, outcome: 'pending', eventId: eventIdOf(order) });
  }
  for (const [treasureId, { outcome, order }] of state.claims) {
    shown.set(treasureId, { treasureId, outcome, eventId: eventIdOf(order) });
  }
  return [...shown.values()].sort((a, b) => (a.treasureId < b.treasureId ? -1 : 1));
}
