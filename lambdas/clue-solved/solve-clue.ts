import type { clueSolved } from '../../catalog/clue-solved.ts';
import type { EventOf } from '../../catalog/definition.ts';
import { timestampMs } from '../../catalog/timestamp.ts';
import { normalizeAnswer } from '../shared/game/answer.ts';
import { applied, duplicate, type EffectResult, noEffect } from '../shared/game/effect.ts';
import { type Hunt, isOpen } from '../shared/game/hunt.ts';
import { orderOf } from '../shared/game/order.ts';
import { addPending } from '../shared/game/pending.ts';
import type { PlayerState } from '../shared/game/player-state.ts';

/**
 * Counts the right answer while the hunt is open. The points count once the player has joined, before or after the
 * answer.
 */
export function solveClue(state: PlayerState, event: EventOf<typeof clueSolved>, hunt: Hunt): EffectResult {
  if (!isOpen(hunt, timestampMs(event.receivedAt))) return noEffect(state, 'not_open');
  const clue = hunt.clues.get(event.data.clueId);
  if (clue === undefined) return noEffect(state, 'unknown_clue');
  if (normalizeAnswer(event.data.answer) !== normalizeAnswer(clue.answer)) return noEffect(state, 'wrong_answer');
  if (state.solved.has(clue.clueId)) return duplicate(state);
  if (state.joined === undefined) return addPending(state, `solve#${clue.clueId}`, orderOf(event));
  return applied({ ...state, solved: new Set(state.solved).add(clue.clueId) });
}
