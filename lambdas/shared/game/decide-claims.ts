import type { Hunt } from './hunt.ts';
import type { PendingKey, PlayerState } from './player-state.ts';
import type { PlayerOfHunt } from './player-storage.ts';

/** Treasures won in one transaction; DynamoDB allows 100 items. */
const MAX_TREASURES_A_WRITE = 25;

/** A state in which claims are decided in the player's favour, provided that the table accepts the write. */
export interface WinningState {
  readonly state: PlayerState;
  /** Treasures that the write must win: each write succeeds for one player only. */
  readonly won: readonly string[];
  /** `true` if more claims are due than one write decides. */
  readonly more: boolean;
}

export function hasDueClaims(state: PlayerState, hunt: Hunt): boolean {
  return dueClaims(state, hunt).length > 0;
}

/**
 * Decides the claims that are due. If a treasure's winner is known, the claim is won or lost. Otherwise the state
 * assumes that the player wins, and the write settles it: the first player whose write succeeds wins the treasure.
 * @param winnerOf a treasure's winner, if known
 */
export function decideClaims(
  given: PlayerState,
  { hunt, playerId }: PlayerOfHunt,
  winnerOf: (treasureId: string) => string | undefined,
): WinningState {
  let state = given;
  for (const treasureId of dueClaims(state, hunt)) {
    const winner = winnerOf(treasureId);
    if (winner !== undefined) state = decideClaim(state, treasureId, winner === playerId ? 'won' : 'lost');
  }
  const due = dueClaims(state, hunt);
  const won = due.slice(0, MAX_TREASURES_A_WRITE);
  for (const treasureId of won) state = decideClaim(state, treasureId, 'won');
  return { state, won, more: due.length > won.length };
}

/** Treasures whose pending claim meets all conditions; the table decides who wins. */
function dueClaims(state: PlayerState, hunt: Hunt): string[] {
  if (state.joined === undefined) return [];
  const due: string[] = [];
  for (const key of state.pending.keys()) {
    if (!key.startsWith('claim#')) continue;
    const treasureId = key.slice('claim#'.length);
    const required = hunt.treasures.get(treasureId)?.requiredClues;
    if (required?.every((clueId) => state.solved.has(clueId))) due.push(treasureId);
  }
  return due;
}

function decideClaim(state: PlayerState, treasureId: string, outcome: 'won' | 'lost'): PlayerState {
  const key: PendingKey = `claim#${treasureId}`;
  const order = state.pending.get(key);
  if (order === undefined) return state;
  const pending = new Map(state.pending);
  pending.delete(key);
  return { ...state, pending, claims: new Map(state.claims).set(treasureId, { outcome, order }) };
}
