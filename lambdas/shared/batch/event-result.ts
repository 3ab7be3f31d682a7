import type { StampedEvent } from '../../../catalog/definition.ts';
import type { WaitingChange } from '../game/change-player.ts';
import type { EffectOutcome } from '../game/effect.ts';

/** What applying one event of a batch came to. */
export type EventResult =
  | EffectOutcome
  /** No retry will mend it: quarantined, and the batch goes on. */
  | { readonly kind: 'permanent'; readonly code: string; readonly message: string }
  /** The table refuses what was made of it, or the code fails on it: the event's fault, or the release's. */
  | { readonly kind: 'refused'; readonly errorName: string }
  /** Its record and all after it are delivered again. */
  | { readonly kind: 'retry'; readonly errorName: string };

export interface AppliedEvents {
  /** One for each event, in their order. */
  readonly results: readonly EventResult[];
  /** Of every write that was made, those behind the checkpoint too: it is not made again. */
  readonly waiting: readonly WaitingChange[];
}

/** Whether there is time to start more work before Lambda ends the invocation. */
export type HasTime = () => boolean;

/** Applies the valid events of a batch. Must be idempotent: records come again. Does not throw. */
export type ApplyEvents<Event extends StampedEvent> = (
  events: readonly Event[],
  hasTime: HasTime,
) => Promise<AppliedEvents>;
