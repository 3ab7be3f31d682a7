import type { clueViewed } from '../../catalog/clue-viewed.ts';
import type { EventOf } from '../../catalog/definition.ts';
import { timestampMs } from '../../catalog/timestamp.ts';
import type { ApplyToPlayer } from '../shared/batch/apply-by-player.ts';
import type { EffectOutcome } from '../shared/game/effect.ts';
import { isOpen } from '../shared/game/hunt.ts';
import type { GamePorts } from '../shared/ports.ts';
import { RecentMap } from '../shared/recent-map.ts';
import { playerKey } from '../shared/store/keys.ts';

export type ClueViewed = EventOf<typeof clueViewed>;

/** Number of players whose viewed clues an environment remembers, and for how long. */
const KNOWN_PLAYERS = 5_000;
const KNOWN_MS = 60_000;
const NONE: ReadonlySet<string> = new Set();

/**
 * Adds the clues of a player's events to the set of clues that the player has viewed: one write a batch, with the same
 * result if it is repeated.
 * Does not write again what this environment knows to be in the set, because the set only grows.
 */
export function markViewed({ table, tableName, clock }: GamePorts): ApplyToPlayer<ClueViewed> {
  const known = new RecentMap<ReadonlySet<string>>(KNOWN_PLAYERS, KNOWN_MS, clock);
  return async ({ hunt, playerId }, views) => {
    const key = `${hunt.huntId}#${playerId}`;
    const seen = known.get(key) ?? NONE;
    const viewed = new Set<string>();
    const outcomes = views.map((view): EffectOutcome => {
      if (!isOpen(hunt, timestampMs(view.receivedAt))) return { kind: 'no_effect', reason: 'not_open' };
      const { clueId } = view.data;
      if (!hunt.clues.has(clueId)) return { kind: 'no_effect', reason: 'unknown_clue' };
      if (seen.has(clueId) || viewed.has(clueId)) return { kind: 'duplicate' };
      viewed.add(clueId);
      return { kind: 'applied' };
    });
    if (viewed.size === 0) return { outcomes };
    const { Attributes } = await table.updateItem({
      TableName: tableName,
      Key: playerKey(hunt.huntId, playerId, 'VIEWED'),
      UpdateExpression: 'ADD clueIds :clueIds',
      ExpressionAttributeValues: { ':clueIds': { SS: [...viewed] } },
      ReturnValues: 'UPDATED_OLD',
    });
    const before = new Set(Attributes?.clueIds?.SS);
    known.set(key, new Set([...before, ...viewed, ...seen]));
    return {
      outcomes: outcomes.map((outcome, index) => {
        const seenBefore = outcome.kind === 'applied' && before.has(views[index]?.data.clueId ?? '');
        return seenBefore ? { kind: 'duplicate' } : outcome;
      }),
    };
  };
}
