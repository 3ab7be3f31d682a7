/**
 * The state of an event id in 24 bits: where it was seen, its fate, its last refusal, its type and the reason of its
 * end (each an index).
 */
export const SEEN = {
  accepted: 1 << 0,
  published: 1 << 1,
  delivered: 1 << 2,
  /** Processed more than once. */
  repeated: 1 << 3,
  /** An effect of it waits for its precondition. */
  pending: 1 << 4,
} as const;

/** The last fate of an event. */
export const FATES = ['none', 'processed', 'quarantined', 'deadLettered', 'unrouted'] as const;
export type Fate = (typeof FATES)[number];

/** The last refusal by ingest or the gateway; counts only until the event is accepted. */
export const REFUSALS = ['none', 'rejected', 'throttled', 'shed'] as const;
export type Refusal = (typeof REFUSALS)[number];

const FATE_SHIFT = 5;
const REFUSAL_SHIFT = 8;
const TYPE_SHIFT = 10;
const REASON_SHIFT = 16;
export const MAX_TYPES = 64;
/** Most reasons that ends can have; further ones share the last index. */
export const MAX_REASONS = 256;

const FATE_BITS = 7 << FATE_SHIFT;
const TYPE_BITS = (MAX_TYPES - 1) << TYPE_SHIFT;
const REASON_BITS = (MAX_REASONS - 1) << REASON_SHIFT;

export function fateOf(state: number): Fate {
  return FATES[(state >> FATE_SHIFT) & 7] ?? 'none';
}

/** @param reason its index; 0 if the fate needs none */
export function withFate(state: number, fate: Fate, reason = 0): number {
  return (state & ~FATE_BITS & ~REASON_BITS) | (FATES.indexOf(fate) << FATE_SHIFT) | (reason << REASON_SHIFT);
}

export function refusalOf(state: number): Refusal {
  return REFUSALS[(state >> REFUSAL_SHIFT) & 3] ?? 'none';
}

export function withRefusal(state: number, refusal: Refusal): number {
  return (state & ~(3 << REFUSAL_SHIFT)) | (REFUSALS.indexOf(refusal) << REFUSAL_SHIFT);
}

export function typeOf(state: number): number {
  return (state & TYPE_BITS) >> TYPE_SHIFT;
}

export function withType(state: number, type: number): number {
  return (state & ~TYPE_BITS) | (type << TYPE_SHIFT);
}

export function reasonOf(state: number): number {
  return (state & REASON_BITS) >> REASON_SHIFT;
}

/** Returns type, fate and reason without the rest; ends are counted by them. */
export function endOf(state: number): number {
  return state & (TYPE_BITS | FATE_BITS | REASON_BITS);
}
