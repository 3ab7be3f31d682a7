import { InputError } from '../../../core/errors.ts';
import { integerBetween, type Random } from '../../../core/random.ts';
import { type MixPart, WeightedChoice } from './mix.ts';

/** Most events that ingest accepts in one request. */
export const MAX_EVENTS_PER_REQUEST = 100;

/**
 * How many events a request carries.
 * - `catalog`: events of one type, geometrically distributed with the mean `meanEventsPerRequest`; the plan assumes the
 *   same.
 * - `mixed`: the type of each event is drawn separately, uniform from `low` to `high` events.
 */
export type BatchSizes =
  | { readonly kind: 'catalog' }
  | { readonly kind: 'mixed'; readonly low: number; readonly high: number };

/** Parses `catalog`, `20` or `1-40`. */
export function parseBatch(text: string): BatchSizes {
  if (text === 'catalog') return { kind: 'catalog' };
  const [, low = '', high = low] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const sizes = { kind: 'mixed', low: Number(low), high: Number(high) } as const;
  if (low !== '' && sizes.low >= 1 && sizes.high <= MAX_EVENTS_PER_REQUEST && sizes.low <= sizes.high) return sizes;
  throw new InputError({
    input: '--batch',
    received: text,
    allowed: `catalog, or events a request from 1 to ${MAX_EVENTS_PER_REQUEST}, such as 20 or 1-40`,
    remedy: 'Write for example --batch 20.',
  });
}

/** Draws the types of a request's events. */
export class RequestSizes {
  readonly meanEvents: number;
  readonly #sizes: BatchSizes;
  readonly #random: Random;
  readonly #types: WeightedChoice<MixPart>;
  /** Weights of requests, not of events: a type with larger batches has fewer requests. */
  readonly #requests: WeightedChoice<MixPart & { readonly mean: number }>;

  constructor(mix: readonly MixPart[], sizes: BatchSizes, random: Random) {
    this.#sizes = sizes;
    this.#random = random;
    this.#types = new WeightedChoice(mix, ({ share }) => share, random);
    const parts = mix.map((part) => ({ ...part, mean: cappedMean(part.eventsPerRequest) }));
    this.#requests = new WeightedChoice(parts, ({ share, mean }) => share / mean, random);
    this.meanEvents =
      sizes.kind === 'mixed'
        ? (sizes.low + sizes.high) / 2
        : 1 / parts.reduce((sum, { share, mean }) => sum + share / mean, 0);
  }

  /** The types of the next request's events, in order. */
  next(): readonly string[] {
    if (this.#sizes.kind === 'mixed') {
      const count = integerBetween(this.#random, this.#sizes.low, this.#sizes.high);
      return Array.from({ length: count }, () => this.#types.next().type);
    }
    const { type, eventsPerRequest } = this.#requests.next();
    return new Array<string>(this.#geometric(eventsPerRequest)).fill(type);
  }

  /** 1, 2, 3 … with the given mean, and never more than a request may contain. */
  #geometric(mean: number): number {
    if (mean <= 1) return 1;
    const stops = 1 / mean;
    const drawn = 1 + Math.floor(Math.log(1 - this.#random.unit()) / Math.log(1 - stops));
    return Math.min(MAX_EVENTS_PER_REQUEST, drawn);
  }
}

/** The mean of a geometric size that is cut at the most events of a request: `mean × (1 − (1 − 1 ÷ mean)^100)`. */
function cappedMean(mean: number): number {
  return mean <= 1 ? 1 : mean * (1 - (1 - 1 / mean) ** MAX_EVENTS_PER_REQUEST);
}
