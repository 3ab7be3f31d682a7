import type { EventOf } from '../../catalog/definition.ts';
import type { huntJoined } from '../../catalog/hunt-joined.ts';
import { timestampMs } from '../../catalog/timestamp.ts';
import { applied, duplicate, type EffectResult, noEffect } from '../shared/game/effect.ts';
import type { Hunt } from '../shared/game/hunt.ts';
import { orderOf } from '../shared/game/order.ts';
import { settleJoined } from '../shared/game/pending.ts';
import type { PlayerState } from '../shared/game/player-state.ts';

/** A player may join before the start, never after the end. If a player joins twice, the first join gives the name. */
export function joinHunt(state: PlayerState, event: EventOf<typeof huntJoined>, hunt: Hunt): EffectResult {
  if (timestampMs(event.receivedAt) >= hunt.endsAtMs) return noEffect(state, 'hunt_over');
  const order = orderOf(event);
  if (state.joined !== undefined && state.joined.order <= order) return duplicate(state);
  return applied(settleJoined({ ...state, joined: { displayName: event.data.displayName, order } }));
}
