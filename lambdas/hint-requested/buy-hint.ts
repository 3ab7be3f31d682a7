import type { EventOf } from '../../catalog/definition.ts';
import type { hintRequested } from '../../catalog/hint-requested.ts';
import { timestampMs } from '../../catalog/timestamp.ts';
import { applied, duplicate, type EffectResult, noEffect } from '../shared/game/effect.ts';
import { type Hunt, isOpen } from '../shared/game/hunt.ts';
import { orderOf } from '../shared/game/order.ts';
import { addPending } from '../shared/game/pending.ts';
import type { PlayerState } from '../shared/game/player-state.ts';

/**
 * Charges for a hint once a clue, even if the clue is already solved: no stream can tell which of the two happened
 * first.
 */
export function buyHint(state: PlayerState, event: EventOf<typeof hintRequested>, hunt: Hunt): EffectResult {
  if (!isOpen(hunt, timestampMs(event.receivedAt))) return noEffect(state, 'not_open');
  const { clueId } = event.data;
  if (!hunt.clues.has(clueId)) return noEffect(state, 'unknown_clue');
  if (state.hints.has(clueId)) return duplicate(state);
  if (state.joined === undefined) return addPending(state, `hint#${clueId}`, orderOf(event));
  return applied({ ...state, hints: new Set(state.hints).add(clueId) });
}
