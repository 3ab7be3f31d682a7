import type { Random } from '../../../../core/random.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { FaultSpec } from './fault-spec.ts';

/** A fault that is on: takes effect at random and counts how often. */
export class ActiveFault {
  readonly spec: FaultSpec;
  /** Keys that the fault affects, see `affectedKeys`; `undefined`: it affects all. */
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

  /** Returns whether the fault takes effect for one of these keys, and counts it. */
  affects(...keys: readonly string[]): boolean {
    if (!this.chooses(...keys)) return false;
    this.count();
    return true;
  }

  /** Like `affects`, but leaves the counting to `count`. */
  chooses(...keys: readonly string[]): boolean {
    const { at } = this;
    if (at !== undefined && !keys.some((key) => at.has(key))) return false;
    return this.spec.probability >= 1 || this.#random.unit() < this.spec.probability;
  }

  count(times = 1): void {
    this.#struck += times;
  }

  /** A random time in milliseconds, uniform from 0 to `by`. */
  partOfBy(): number {
    return this.#random.unit() * this.spec.byMs;
  }

  coin(): boolean {
    return this.#random.unit() < 0.5;
  }
}

/** Returns the first of `faults` that takes effect. */
export function affecting(faults: readonly ActiveFault[], ...keys: readonly string[]): ActiveFault | undefined {
  return faults.find((fault) => fault.affects(...keys));
}

/** The faults of a kind that are on. */
export type FaultsOf = (kind: FaultKind) => readonly ActiveFault[];
