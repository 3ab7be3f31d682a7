import type { Hunt } from './hunt.ts';
import type { PlayerState } from './player-state.ts';

/**
 * Points of won treasures + points of solved clues − cost of hints. May be negative; independent of the order of
 * events.
 */
export function scoreOf(state: PlayerState, hunt: Hunt): number {
  let score = 0;
  for (const [treasureId, { outcome }] of state.claims) {
    if (outcome === 'won') score += hunt.treasures.get(treasureId)?.points ?? 0;
  }
  for (const clueId of state.solved) score += hunt.clues.get(clueId)?.points ?? 0;
  for (const clueId of state.hints) score -= hunt.clues.get(clueId)?.hintCost ?? 0;
  return score;
}
