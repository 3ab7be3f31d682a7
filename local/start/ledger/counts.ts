import type { Fate } from './event-state.ts';

/** Counts of distinct event ids. */
export interface Counts {
  accepted: number;
  rejected: number;
  throttled: number;
  shed: number;
  published: number;
  delivered: number;
  processed: number;
  /** Events whose effect waits for its precondition; such an event is processed. */
  pending: number;
  /** Ids that were processed more than once. */
  duplicates: number;
  quarantined: number;
  deadLettered: number;
  unrouted: number;
  /** accepted − processed − quarantined − deadLettered − unrouted */
  inFlight: number;
  /** Published but never reported as accepted: nobody confirmed the publish, or it did not come through the API. */
  unconfirmed: number;
}

/** Events that were not processed but quarantined, dead-lettered or unrouted. */
export interface End {
  readonly type: string;
  readonly fate: Exclude<Fate, 'none' | 'processed'>;
  /** Such as `unknown_hunt`; AWS's own name if a service gave up the event. */
  readonly reason: string;
  readonly events: number;
}

/** The name under which events of unknown types are counted. */
export const UNKNOWN = 'unknown';

export function zero(): Counts {
  return {
    accepted: 0,
    rejected: 0,
    throttled: 0,
    shed: 0,
    published: 0,
    delivered: 0,
    processed: 0,
    pending: 0,
    duplicates: 0,
    quarantined: 0,
    deadLettered: 0,
    unrouted: 0,
    inFlight: 0,
    unconfirmed: 0,
  };
}
