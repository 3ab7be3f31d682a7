import type { Hunt } from './hunt.ts';
import type { PendingKey, PlayerState } from './player-state.ts';
import type { PlayerOfHunt } from './player-storage.ts';

/** Treasures won in one transaction; DynamoDB allows 100 items. */
const MAX_TREASURES_A_WRITE = 25;

/** A state in which claims are decided in the player's favour, if the table agrees when it is written. */
export interface WinningState {
  readonly state: PlayerState;
  /** Treasures that the write must take: each succeeds for one player only. */
  readonly won: readonly string[];
  /** Whether more claims are due than one write decides. */
  readonly more: boolean;
}

export function hasDueClaims(state: PlayerState, hunt: Hunt): boolean {
  return dueClaims(state, hunt).length > 0;
}

/**
 * Decides the claims that are due. A treasure whose winner is known is won or lost; every other one is won, and the write
 * that says so settles whether that holds: the first player whose write takes the treasure has it.
 * @param winnerOf a treasure's winner, where known
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

/** Treasures whose pending claim has all it needs: who wins is for the table to say. */
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

/** Ends a pending claim. */
function decideClaim(state: PlayerState, treasureId: string, outcome: 'won' | 'lost'): PlayerState {
  const key: PendingKey = `claim#${treasureId}`;
  const order = state.pending.get(key);
  if (order === undefined) return state;
  const pending = new Map(state.pending);
  pending.delete(key);
  return { ...state, pending, claims: new Map(state.claims).set(treasureId, { outcome, order }) };
}
