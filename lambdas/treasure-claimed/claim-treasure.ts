import type { EventOf } from '../../catalog/definition.ts';
import { timestampMs } from '../../catalog/timestamp.ts';
import type { treasureClaimed } from '../../catalog/treasure-claimed.ts';
import { distanceMeters } from '../shared/game/distance.ts';
import { applied, duplicate, type EffectResult, noEffect } from '../shared/game/effect.ts';
import { type Hunt, isOpen } from '../shared/game/hunt.ts';
import { type EventOrder, orderOf } from '../shared/game/order.ts';
import { addPending } from '../shared/game/pending.ts';
import { type InvalidReason, MAX_MADE_UP_CLAIMS, type PlayerState } from '../shared/game/player-state.ts';

type TreasureClaimed = EventOf<typeof treasureClaimed>;

/**
 * Place and time decide once whether a claim is valid. A valid claim is `pending` until the player has joined and
 * solved the required clues; then the first successful write wins (`changePlayer`).
 */
export function claimTreasure(state: PlayerState, event: TreasureClaimed, hunt: Hunt): EffectResult {
  const { treasureId } = event.data;
  const order = orderOf(event);
  const reason = invalidReason(event, hunt);
  if (reason !== undefined) return addInvalid(state, treasureId, reason, order, hunt);
  const decided = state.claims.get(treasureId);
  if (decided === undefined) return addPending(state, `claim#${treasureId}`, order);
  if (decided.order <= order) return duplicate(state);
  const claims = new Map(state.claims).set(treasureId, { ...decided, order });
  return { state: { ...state, claims }, changed: true, outcome: { kind: 'duplicate' } };
}

function invalidReason(event: TreasureClaimed, hunt: Hunt): InvalidReason | undefined {
  if (!isOpen(hunt, timestampMs(event.receivedAt))) return 'not_open';
  const treasure = hunt.treasures.get(event.data.treasureId);
  if (treasure === undefined) return 'unknown_treasure';
  return distanceMeters(event.data, treasure) <= treasure.radiusMeters ? undefined : 'too_far';
}

/**
 * Keeps the first invalid claim of each of the hunt's treasures and, of treasure ids that the client invented, the
 * first `MAX_MADE_UP_CLAIMS`. Invented ids never replace a treasure of the hunt.
 */
function addInvalid(
  state: PlayerState,
  treasureId: string,
  reason: InvalidReason,
  order: EventOrder,
  hunt: Hunt,
): EffectResult {
  // As a key of an object, `__proto__` would be lost before the state reaches the table.
  if (treasureId === '__proto__') return noEffect(state, 'over_cap');
  const known = state.invalidClaims.get(treasureId);
  if (known !== undefined && known.order <= order) return duplicate(state);
  const invalidClaims = new Map(state.invalidClaims).set(treasureId, { reason, order });
  const madeUp = [...invalidClaims].filter(([id]) => !hunt.treasures.has(id));
  if (madeUp.length > MAX_MADE_UP_CLAIMS) {
    const [last] = madeUp.reduce((latest, entry) => (entry[1].order > latest[1].order ? entry : latest));
    if (last === treasureId) return noEffect(state, 'over_cap');
    invalidClaims.delete(last);
  }
  return applied({ ...state, invalidClaims });
}
