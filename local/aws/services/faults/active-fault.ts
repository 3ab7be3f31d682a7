import type { Random } from '../../../../core/random.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { FaultSpec } from './fault-spec.ts';

/** A fault that is on: it decides by chance and counts how often it struck. */
export class ActiveFault {
  readonly spec: FaultSpec;
  /** The keys that it strikes at, see `strikesAt`; `undefined` for all. */
  at: ReadonlySet<string> | undefined;
  readonly #random: Random;
  #struck = 0;

  constructor(spec: FaultSpec, at: ReadonlySet<string> | undefined, random: Random) {
    this.spec = spec;
    this.at = at;
    this.#random = random;
  }

  get struck(): number {
    return this.#struck;
  }

  /** Whether it takes the chance at something that has these keys; then it counts. */
  strikes(...keys: readonly string[]): boolean {
    if (!this.chooses(...keys)) return false;
    this.count();
    return true;
  }

  /** As `strikes`, where only `count` will say whether it came to that. */
  chooses(...keys: readonly string[]): boolean {
    const { at } = this;
    if (at !== undefined && !keys.some((key) => at.has(key))) return false;
    return this.spec.probability >= 1 || this.#random.unit() < this.spec.probability;
  }

  count(times = 1): void {
    this.#struck += times;
  }

  /** Milliseconds, uniform from 0 to `by`. */
  partOfBy(): number {
    return this.#random.unit() * this.spec.byMs;
  }

  coin(): boolean {
    return this.#random.unit() < 0.5;
  }
}

/** The first of `faults` that strikes. */
export function striking(faults: readonly ActiveFault[], ...keys: readonly string[]): ActiveFault | undefined {
  return faults.find((fault) => fault.strikes(...keys));
}

/** The faults of a kind that are on. */
export type FaultsOf = (kind: FaultKind) => readonly ActiveFault[];
