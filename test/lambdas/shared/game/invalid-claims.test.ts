import { describe, expect, it } from 'vitest';
import type { EventOf } from '../../../../catalog/definition.ts';
import type { treasureClaimed } from '../../../../catalog/treasure-claimed.ts';
import { seededRandom } from '../../../../core/random.ts';
import { openHunt } from '../../../../lambdas/shared/game/hunt.ts';
import {
  MAX_MADE_UP_CLAIMS,
  NEW_PLAYER,
  type PlayerState,
  shownClaims,
} from '../../../../lambdas/shared/game/player-state.ts';
import { toPlayerItem } from '../../../../lambdas/shared/store/player-item.ts';
import { claimTreasure } from '../../../../lambdas/treasure-claimed/claim-treasure.ts';
import type { Attributes } from '../../../../local/aws/services/table/attribute-value.ts';
import { itemSize } from '../../../../local/aws/services/table/item-size.ts';
import { HUNT, HUNT_ID, near, stamped } from '../../../helpers/game.ts';

const hunt = openHunt(HUNT_ID, HUNT);
const claim = (treasureId: string, secondsIn: number) =>
  stamped('treasure.claimed', { ...near('gold', 200), treasureId }, { secondsIn }) as EventOf<typeof treasureClaimed>;
const madeUp = (count: number) => Array.from({ length: count }, (_, index) => claim(`made-up-${index}`, index));
const stateAfter = (events: readonly EventOf<typeof treasureClaimed>[]): PlayerState =>
  events.reduce((state, event) => claimTreasure(state, event, hunt).state, NEW_PLAYER);

describe('invalid claims', () => {
  it('of the hunt’s treasures are shown, however many ids were invented before', () => {
    const claims = shownClaims(
      stateAfter([...madeUp(MAX_MADE_UP_CLAIMS + 1), claim('gold', 1_000), claim('crown', 1_001)]),
    );
    expect(claims).toHaveLength(MAX_MADE_UP_CLAIMS + 2);
    expect(claims.find(({ treasureId }) => treasureId === 'gold')).toMatchObject({ reason: 'too_far' });
    expect(claims.find(({ treasureId }) => treasureId === 'crown')).toMatchObject({ reason: 'too_far' });
  });

  it('of invented ids are kept up to the cap, the first by order, in any order of arrival', () => {
    const events = [claim('gold', 0), ...madeUp(MAX_MADE_UP_CLAIMS + 30), claim('silver', 5_000)];
    const kept = [...stateAfter(events).invalidClaims.keys()].sort();
    const expected = Array.from({ length: MAX_MADE_UP_CLAIMS }, (_, index) => `made-up-${index}`);
    expect(kept).toEqual([...expected, 'gold', 'silver'].sort());
    const random = seededRandom(1);
    for (let round = 0; round < 20; round += 1) {
      const shuffled = events.map((event) => [random.unit(), event] as const).sort(([a], [b]) => a - b);
      expect([...stateAfter(shuffled.map(([, event]) => event)).invalidClaims.keys()].sort()).toEqual(kept);
    }
  });

  it('of an invented id beyond the cap have no effect', () => {
    const full = stateAfter(madeUp(MAX_MADE_UP_CLAIMS));
    expect(claimTreasure(full, claim('one-more', 900), hunt).outcome).toEqual({
      kind: 'no_effect',
      reason: 'over_cap',
    });
    expect(claimTreasure(full, claim('gold', 900), hunt).outcome).toEqual({ kind: 'applied' });
  });

  it('keep the largest item of a player under 110 KB of DynamoDB’s 400', () => {
    const id = (index: number) => `${index}`.padStart(64, 'x');
    const order = `2026-06-01T10:00:00.000Z#00#${'e'.repeat(64)}`;
    const ids = Array.from({ length: 200 }, (_, index) => id(index));
    const made = Array.from({ length: MAX_MADE_UP_CLAIMS }, (_, index) => id(index + 200));
    const state: PlayerState = {
      joined: { displayName: 'é'.repeat(40), order },
      solved: new Set(ids),
      hints: new Set(ids),
      claims: new Map(ids.map((key) => [key, { outcome: 'lost', order }])),
      invalidClaims: new Map([...ids, ...made].map((key) => [key, { reason: 'unknown_treasure', order }])),
      pending: new Map(),
    };
    const row = { huntId: 'h'.repeat(64), playerId: 'p'.repeat(64), state, version: 9_999, score: 0 };
    expect(itemSize(toPlayerItem(row) as Attributes)).toBeLessThan(110_000);
  });
});
