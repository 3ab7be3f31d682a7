import type { Random } from '../../core/random.ts';

/** What can be slowed down: a part of the path, all handlers, or one event type's handler. */
export const SLOWED = ['ingest', 'putEvents', 'delivery', 'handlers'] as const;
export type Slowed = (typeof SLOWED)[number];

/** A fault for a limited time. Seconds from the start. */
export type Disturbance =
  /** Service times are `factor` times as long. */
  | {
      readonly kind: 'slow';
      readonly what: Slowed;
      readonly factor: number;
      readonly at: number;
      readonly seconds: number;
    }
  /** The handler of a type does not run: its concurrency is set to 0. */
  | { readonly kind: 'stopped'; readonly type: string; readonly at: number; readonly seconds: number }
  /** Each invocation of a type's handler ends in an error before it begins a record, as when its code cannot load. */
  | { readonly kind: 'failing'; readonly type: string; readonly at: number; readonly seconds: number }
  /** Of the records that ingest publishes of a type, this share ends each function that reads them. */
  | {
      readonly kind: 'poisoned';
      readonly type: string;
      /** Above 0, at most 1. */
      readonly share: number;
      readonly at: number;
      readonly seconds: number;
    }
  /** The table refuses every call, so that every handler hands its batches back. */
  | { readonly kind: 'throttled-table'; readonly at: number; readonly seconds: number };

/** The faults that are active at a time. */
export class Disturbances {
  readonly all: readonly Disturbance[];
  /** Whether any record may be poison. */
  readonly poisons: boolean;
  readonly #random: Random;

  /** @param random draws which records are poison */
  constructor(all: readonly Disturbance[], random: Random) {
    this.all = all;
    this.poisons = all.some(({ kind }) => kind === 'poisoned');
    this.#random = random;
  }

  /** Factor on service times. @param now milliseconds */
  factor(what: Slowed, now: number): number {
    let factor = 1;
    for (const each of this.all)
      if (each.kind === 'slow' && each.what === what && lasts(each, now)) factor *= each.factor;
    return factor;
  }

  /** Whether the table refuses every call. */
  throttles(now: number): boolean {
    for (const each of this.all) if (each.kind === 'throttled-table' && lasts(each, now)) return true;
    return false;
  }

  /** Whether the next record of a type is poison. */
  isPoison(type: string, now: number): boolean {
    if (!this.poisons) return false;
    for (const each of this.all)
      if (each.kind === 'poisoned' && each.type === type && lasts(each, now)) return this.#random.unit() < each.share;
    return false;
  }

  fails(type: string, now: number): boolean {
    for (const each of this.all) if (each.kind === 'failing' && each.type === type && lasts(each, now)) return true;
    return false;
  }
}

function lasts({ at, seconds }: Disturbance, now: number): boolean {
  return now >= at * 1_000 && now < (at + seconds) * 1_000;
}
