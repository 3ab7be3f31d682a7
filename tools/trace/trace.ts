import type { EventHop } from '../../core/event-fate.ts';

/** The way of one event. */
export interface Trace {
  readonly id: string;
  readonly source: string;
  /** Oldest first. */
  readonly hops: readonly EventHop[];
  readonly event?: object;
  /** What became of it, in a sentence. */
  readonly fate: string;
}
