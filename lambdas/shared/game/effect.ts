import type { StampedEvent } from '../../../catalog/definition.ts';
import type { Hunt } from './hunt.ts';
import type { PendingKey, PlayerState } from './player-state.ts';

/** Why an event never changes anything. */
export const NO_EFFECT_REASONS = [
  'not_open',
  'hunt_over',
  'unknown_clue',
  'wrong_answer',
  'over_cap',
  'expired',
] as const;
export type NoEffectReason = (typeof NO_EFFECT_REASONS)[number];

/** The outcome of one event. */
export type EffectOutcome =
  | { readonly kind: 'applied' }
  /** The effect was already stored: the event was delivered again, or the player did the same twice. */
  | { readonly kind: 'duplicate' }
  /** Stored; the write that supplies the missing precondition settles it: one of an event of type `waitsFor`. */
  | { readonly kind: 'pending'; readonly key: PendingKey; readonly waitsFor: 'hunt.joined' | 'clue.solved' }
  | { readonly kind: 'no_effect'; readonly reason: NoEffectReason };

export interface EffectResult {
  readonly state: PlayerState;
  /** `true` if `state` differs from the given state. */
  readonly changed: boolean;
  readonly outcome: EffectOutcome;
}

/**
 * One event type's rule of the game. Pure, and independent of what other streams have delivered: if a precondition is
 * missing, the effect becomes `pending`.
 */
export type Effect<Event extends StampedEvent> = (state: PlayerState, event: Event, hunt: Hunt) => EffectResult;

export function noEffect(state: PlayerState, reason: NoEffectReason): EffectResult {
  return { state, changed: false, outcome: { kind: 'no_effect', reason } };
}

export function duplicate(state: PlayerState): EffectResult {
  return { state, changed: false, outcome: { kind: 'duplicate' } };
}

export function applied(state: PlayerState): EffectResult {
  return { state, changed: true, outcome: { kind: 'applied' } };
}
