/**
 * What is known of an event id, in 16 bits: where it was seen, what became of it, how it was refused, and its type
 * (the upper six bits, an index).
 */
export const SEEN = {
  accepted: 1 << 0,
  published: 1 << 1,
  delivered: 1 << 2,
  /** Processed more than once. */
  repeated: 1 << 3,
  /** Quarantined by an invocation whose success is still to come. */
  quarantining: 1 << 4,
} as const;

/** What became of it last. */
export const FATES = ['none', 'processed', 'quarantined', 'deadLettered', 'unrouted'] as const;
export type Fate = (typeof FATES)[number];

/** How ingest or the gateway refused it last; counts only as long as it was not accepted. */
export const REFUSALS = ['none', 'rejected', 'throttled', 'shed'] as const;
export type Refusal = (typeof REFUSALS)[number];

const FATE_SHIFT = 5;
const REFUSAL_SHIFT = 8;
const TYPE_SHIFT = 10;
export const MAX_TYPES = 64;

export function fateOf(state: number): Fate {
  return FATES[(state >> FATE_SHIFT) & 7] ?? 'none';
}

export function withFate(state: number, fate: Fate): number {
  return (state & ~(7 << FATE_SHIFT)) | (FATES.indexOf(fate) << FATE_SHIFT);
}

export function refusalOf(state: number): Refusal {
  return REFUSALS[(state >> REFUSAL_SHIFT) & 3] ?? 'none';
}

export function withRefusal(state: number, refusal: Refusal): number {
  return (state & ~(3 << REFUSAL_SHIFT)) | (REFUSALS.indexOf(refusal) << REFUSAL_SHIFT);
}

export function typeOf(state: number): number {
  return state >> TYPE_SHIFT;
}

export function ofType(type: number): number {
  return type << TYPE_SHIFT;
}
