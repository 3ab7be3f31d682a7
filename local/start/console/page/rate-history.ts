import type { HopFigures } from '../console-state.ts';

/** One point a second, for ten minutes: about 60 KB for a chain of six types. */
const STEP_MS = 1_000;
const POINTS = 600;

/** The figures of a hop in the last minutes, oldest first. */
export interface HopHistory {
  /** Seconds since the epoch. */
  readonly times: readonly number[];
  readonly rates: readonly number[];
  /** `null` where nothing passed. */
  readonly latencies: readonly (number | null)[];
  readonly backlogs: readonly number[];
}

interface Kept {
  times: number[];
  rates: number[];
  latencies: (number | null)[];
  backlogs: number[];
}

/** What the page has seen of each hop, in memory that does not grow. */
export class RateHistory {
  readonly #hops = new Map<string, Kept>();
  #nextAt = 0;

  /** @param at milliseconds since the epoch */
  add(at: number, hops: Readonly<Record<string, HopFigures>>): void {
    if (at < this.#nextAt) return;
    const isFirst = this.#nextAt === 0;
    this.#nextAt = at + STEP_MS;
    // A rate needs two readings: the first state has none.
    if (isFirst) return;
    for (const [id, { rate, latencyMs, backlog }] of Object.entries(hops)) {
      const kept = this.#hops.get(id) ?? { times: [], rates: [], latencies: [], backlogs: [] };
      this.#hops.set(id, kept);
      kept.times.push(at / 1_000);
      kept.rates.push(rate);
      kept.latencies.push(latencyMs ?? null);
      kept.backlogs.push(backlog ?? 0);
      if (kept.times.length <= POINTS) continue;
      for (const list of Object.values(kept)) list.shift();
    }
  }

  of(hopId: string): HopHistory | undefined {
    return this.#hops.get(hopId);
  }

  clear(): void {
    this.#hops.clear();
    this.#nextAt = 0;
  }
}
