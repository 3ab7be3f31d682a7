import type { EffectResult } from './effect.ts';
import type { EventOrder } from './order.ts';
import type { PendingKey, PlayerState } from './player-state.ts';

/** Stores a pending effect. Of several events with the same effect, keeps the first, in any order of arrival. */
export function addPending(state: PlayerState, key: PendingKey, order: EventOrder): EffectResult {
  const waiting = state.pending.get(key);
  if (waiting === order) return { state, changed: false, outcome: { kind: 'duplicate' } };
  // Of a joined player, only claims become pending: for want of clues.
  const outcome = {
    kind: 'pending',
    key,
    waitsFor: state.joined === undefined ? 'hunt.joined' : 'clue.solved',
  } as const;
  if (waiting !== undefined && waiting < order) return { state, changed: false, outcome };
  return {
    state: { ...state, pending: new Map(state.pending).set(key, order) },
    changed: true,
    outcome,
  };
}

/** Settles pending solves and hints of a joined player; they need nothing but the join. */
export function settleJoined(state: PlayerState): PlayerState {
  if (state.joined === undefined) return state;
  const solved = new Set(state.solved);
  const hints = new Set(state.hints);
  const pending = new Map(state.pending);
  for (const key of state.pending.keys()) {
    if (key.startsWith('solve#')) solved.add(key.slice('solve#'.length));
    else if (key.startsWith('hint#')) hints.add(key.slice('hint#'.length));
    else continue;
    pending.delete(key);
  }
  return pending.size === state.pending.size ? state : { ...state, solved, hints, pending };
}
