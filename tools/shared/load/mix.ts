import { type ChainType, peakOf } from '../../../core/capacity/model/workload.ts';
import { closest } from '../../../core/closest.ts';
import { InputError } from '../../../core/errors.ts';
import type { Random } from '../../../core/random.ts';

/** An event type's part of the traffic. */
export interface MixPart {
  readonly type: string;
  /** Share of all events; the shares add up to 1. Above 0. */
  readonly share: number;
  /** Mean number of its events in a request, if a request carries one type. ≥ 1. */
  readonly eventsPerRequest: number;
}

type Mixable = Pick<ChainType, 'type' | 'traffic' | 'retired'>;

/**
 * Shares by the catalog's peak traffic, without retired types, or by the weights in `text`, such as
 * `location.pinged=85,clue.viewed=5`.
 */
export function mixOf(catalog: readonly Mixable[], text?: string): readonly MixPart[] {
  const weights =
    text === undefined ? new Map(catalog.map((each) => [each.type, peakOf(each)])) : parseWeights(catalog, text);
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return catalog.flatMap(({ type, traffic }) => {
    const weight = weights.get(type) ?? 0;
    return weight === 0 ? [] : [{ type, share: weight / total, eventsPerRequest: traffic.meanEventsPerRequest ?? 1 }];
  });
}

function parseWeights(catalog: readonly Mixable[], text: string): Map<string, number> {
  const types = catalog.filter(({ retired }) => retired !== true).map(({ type }) => type);
  const weights = new Map<string, number>();
  for (const part of text.split(',')) {
    const [type = '', weight = ''] = part.split('=').map((word) => word.trim());
    if (!types.includes(type)) {
      const meant = closest(type, types);
      throw new InputError({
        input: '--mix',
        received: type,
        allowed: types.join(', '),
        remedy: meant === undefined ? 'Name types of the catalog that are not retired.' : `Did you mean "${meant}"?`,
      });
    }
    if (!/^\d+(\.\d+)?$/.test(weight)) {
      throw new InputError({
        input: `--mix ${type}`,
        received: weight,
        allowed: 'a weight ≥ 0',
        remedy: 'Write for example --mix location.pinged=85,clue.viewed=15.',
      });
    }
    weights.set(type, Number(weight));
  }
  if ([...weights.values()].every((weight) => weight === 0)) {
    throw new InputError({
      input: '--mix',
      received: text,
      allowed: 'at least one weight above 0',
      remedy: 'Write for example --mix location.pinged=85,clue.viewed=15.',
    });
  }
  return weights;
}

/** Draws a part by weight. */
export class WeightedChoice<Part> {
  readonly #parts: readonly Part[];
  readonly #bounds: readonly number[];
  readonly #random: Random;

  constructor(parts: readonly Part[], weightOf: (part: Part) => number, random: Random) {
    this.#parts = parts;
    let sum = 0;
    this.#bounds = parts.map((part) => {
      sum += weightOf(part);
      return sum;
    });
    this.#random = random;
  }

  next(): Part {
    const at = this.#random.unit() * (this.#bounds.at(-1) ?? 0);
    const index = this.#bounds.findIndex((bound) => at < bound);
    return this.#parts[index < 0 ? this.#parts.length - 1 : index] as Part;
  }
}
