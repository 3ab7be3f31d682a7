import type { Hunt } from '../shared/game/hunt.ts';
import { type PlayerState, shownClaims } from '../shared/game/player-state.ts';
import { scoreOf } from '../shared/game/score.ts';

export function progressOf(playerId: string, state: PlayerState, hunt: Hunt) {
  return {
    huntId: hunt.huntId,
    playerId,
    joined: state.joined !== undefined,
    score: scoreOf(state, hunt),
    solvedClues: [...state.solved].sort(),
    hints: [...state.hints].sort().map((clueId) => ({ clueId, hint: hunt.clues.get(clueId)?.hint ?? '' })),
    claims: shownClaims(state).map(({ treasureId, outcome, reason }) => ({
      treasureId,
      outcome,
      ...(reason === undefined ? {} : { reason }),
    })),
  };
}
