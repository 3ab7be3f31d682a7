import type { Random } from '../../../core/random.ts';
import type { Segment } from './profile.ts';

/** `poisson`: random, as independent phones send them; `even`: at equal distances. */
export const ARRIVALS = ['poisson', 'even'] as const;
export type ArrivalKind = (typeof ARRIVALS)[number];

/**
 * The intended starts of requests, in milliseconds from the start of the run. Profile and seed fix them before any
 * answer is known. A non-homogeneous Poisson process by time rescaling: unit steps (exponential, or all of 1) on the
 * cumulative rate, converted back to time exactly, because the rate is linear within a segment.
 */
export class Arrivals {
  readonly #segments: readonly Segment[];
  readonly #eventsPerRequest: number;
  readonly #kind: ArrivalKind;
  readonly #random: Random;
  #segment = 0;
  /** Milliseconds at which the current segment began. */
  #segmentStart = 0;
  /** Requests already started in the current segment. */
  #done = 0;

  /** @param eventsPerRequest the mean, which converts a rate of events into one of requests */
  constructor(segments: readonly Segment[], eventsPerRequest: number, kind: ArrivalKind, random: Random) {
    this.#segments = segments;
    this.#eventsPerRequest = eventsPerRequest;
    this.#kind = kind;
    this.#random = random;
  }

  /** The next intended start; `undefined` after the end of the profile. */
  next(): number | undefined {
    // 1 − unit is never 0.
    let step = this.#kind === 'even' ? 1 : -Math.log(1 - this.#random.unit());
    for (;;) {
      const segment = this.#segments[this.#segment];
      if (segment === undefined) return undefined;
      const total = (segment.seconds * (segment.from + segment.to)) / 2 / this.#eventsPerRequest;
      const left = total - this.#done;
      if (step <= left) {
        this.#done += step;
        return this.#segmentStart + 1_000 * secondsInto(segment, this.#done * this.#eventsPerRequest);
      }
      step -= left;
      this.#segmentStart += segment.seconds * 1_000;
      this.#segment += 1;
      this.#done = 0;
    }
  }
}

/** When `events` have been offered within the segment: `from·t + (to − from)·t² ÷ 2·seconds = events`, solved for t. */
function secondsInto({ seconds, from, to }: Segment, events: number): number {
  const slope = (to - from) / seconds;
  // The form of the root that stays exact if the slope is near 0.
  return (2 * events) / (from + Math.sqrt(Math.max(0, from * from + 2 * slope * events)));
}
