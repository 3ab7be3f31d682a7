import type { Hunt } from './hunt.ts';
import type { PlayerState } from './player-state.ts';

/** Points of treasures won + points of clues solved − cost of hints. May be negative; the same in any order. */
export function scoreOf(state: PlayerState, hunt: Hunt): number {
  let score = 0;
  for (const [treasureId, { outcome }] of state.claims) {
    if (outcome === 'won') score += hunt.treasures.get(treasureId)?.points ?? 0;
  }
  for (const clueId of state.solved) score += hunt.clues.get(clueId)?.points ?? 0;
  for (const clueId of state.hints) score -= hunt.clues.get(clueId)?.hintCost ?? 0;
  return score;
}
