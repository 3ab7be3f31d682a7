import type { StampedEvent } from '../../../catalog/definition.ts';
import type { WaitingChange } from '../game/change-player.ts';
import type { EffectOutcome } from '../game/effect.ts';

/** The result of applying one event of a batch. */
export type EventResult =
  | EffectOutcome
  /** No retry helps: the event is quarantined, and the batch continues. */
  | { readonly kind: 'permanent'; readonly code: string; readonly message: string }
  /** The table refuses the event's item, or the code fails on the event. The event or the release is at fault. */
  | { readonly kind: 'refused'; readonly errorName: string }
  /** Lambda delivers its record and all records after it again. */
  | { readonly kind: 'retry'; readonly errorName: string };

export interface AppliedEvents {
  /** One for each event, in order. */
  readonly results: readonly EventResult[];
  /** Counts every write, also those after the checkpoint, because they are not repeated. */
  readonly waiting: readonly WaitingChange[];
}

/** `true` if there is time to start more work before Lambda ends the invocation. */
export type HasTime = () => boolean;

/** Applies the valid events of a batch. Must be idempotent, because records are delivered again. Does not throw. */
export type ApplyEvents<Event extends StampedEvent> = (
  events: readonly Event[],
  hasTime: HasTime,
) => Promise<AppliedEvents>;
