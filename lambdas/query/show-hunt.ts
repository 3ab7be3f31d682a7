import type { Hunt } from '../shared/game/hunt.ts';
import type { PlayerState } from '../shared/game/player-state.ts';

/** The whole hunt, for organisers. */
export function huntForOrganiser({ huntId, definition }: Hunt) {
  return { huntId, ...definition };
}

/**
 * A hunt as a player may see it: without answers, without hints that the player has not bought, without the places of
 * treasures.
 */
export function huntForPlayer({ huntId, definition }: Hunt, { hints }: Pick<PlayerState, 'hints'>) {
  const { name, startsAt, endsAt, clues, treasures } = definition;
  return {
    huntId,
    name,
    startsAt,
    endsAt,
    clues: clues.map(({ clueId, text, points, hint, hintCost }) => ({
      clueId,
      text,
      points,
      hintCost,
      ...(hints.has(clueId) ? { hint } : {}),
    })),
    treasures: treasures.map(({ treasureId, points, requiredClues }) => ({ treasureId, points, requiredClues })),
  };
}
