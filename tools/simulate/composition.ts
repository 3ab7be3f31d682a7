import type { Random } from '../../core/random.ts';

/** Events of one type in a request. */
export interface Part {
  /** Position in the chain's types. */
  readonly type: number;
  readonly events: number;
}

/** Merges parts of the same type. */
export function sumByType(parts: readonly Part[]): Part[] {
  const byType = new Map<number, number>();
  for (const { type, events } of parts) byType.set(type, (byType.get(type) ?? 0) + events);
  return [...byType].map(([type, events]) => ({ type, events }));
}

/**
 * Draws the types of a request's `n` events: multinomial by the types' shares, drawn type by type from binomial tables,
 * the most frequent type last, so that twenty events cost five draws.
 */
export class Composition {
  readonly #random: Random;
  /** Types, the rarest first, each with its share of what the rarer types did not take. */
  readonly #types: readonly { readonly type: number; readonly ofRest: number }[];
  readonly #tables = new Map<number, Float64Array>();

  /** @param weights of each type, in any unit; 0 for a type that does not occur */
  constructor(weights: readonly number[], random: Random) {
    this.#random = random;
    const rare = weights
      .map((weight, type) => ({ weight, type }))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => a.weight - b.weight || a.type - b.type);
    let rest = rare.reduce((sum, { weight }) => sum + weight, 0);
    this.#types = rare.map(({ weight, type }) => {
      const ofRest = weight / rest;
      rest -= weight;
      return { type, ofRest };
    });
  }

  /** Draws the parts of a request of `events`, by type. */
  parts(events: number): Part[] {
    const parts: Part[] = [];
    let left = events;
    for (let index = 0; index < this.#types.length && left > 0; index += 1) {
      const share = this.#types[index];
      if (share === undefined) break;
      const count = index === this.#types.length - 1 ? left : this.#binomial(index, share.ofRest, left);
      if (count > 0) parts.push({ type: share.type, events: count });
      left -= count;
    }
    return parts;
  }

  #binomial(index: number, share: number, trials: number): number {
    const key = index * 1_024 + trials;
    let table = this.#tables.get(key);
    if (table === undefined) {
      table = cumulativeBinomial(share, trials);
      this.#tables.set(key, table);
    }
    const draw = this.#random.unit();
    let count = 0;
    while (count < trials && draw >= (table[count] ?? 1)) count += 1;
    return count;
  }
}

/** P(X ≤ k) for k = 0…trials. */
function cumulativeBinomial(share: number, trials: number): Float64Array {
  const table = new Float64Array(trials + 1);
  let term = (1 - share) ** trials;
  let sum = 0;
  for (let count = 0; count <= trials; count += 1) {
    sum += term;
    table[count] = sum;
    term *= ((trials - count) / (count + 1)) * (share / (1 - share));
  }
  return table;
}
