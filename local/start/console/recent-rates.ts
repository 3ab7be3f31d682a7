import { type Total, valueOfRank } from '../../aws/services/metrics/series.ts';

/** Rates are of so many milliseconds: long enough that single events do not make a rate jump. */
const WINDOW_MS = 5_000;

interface Reading {
  readonly at: number;
  readonly sum: number;
  readonly ranks: Float64Array | undefined;
}

/** Rates and percentiles of the last seconds, from figures that only grow. Holds a few readings of each. */
export class RecentRates {
  readonly #readings = new Map<string, Reading[]>();
  #now = 0;

  /** Begins a round of readings. @param now milliseconds since the epoch */
  begin(now: number): void {
    this.#now = now;
  }

  /** Adds the figure's value and returns its growth a second; 0 until there are two readings. */
  perSecond(name: string, sum: number): number {
    const [oldest, newest] = this.#read(name, sum, undefined);
    const seconds = (newest.at - oldest.at) / 1_000;
    return seconds === 0 ? 0 : (newest.sum - oldest.sum) / seconds;
  }

  /** Like `perSecond`, of all values since the start; 0 of what nothing was counted of. */
  ofTotal(name: string, total: Pick<Total, 'sum'> | undefined): number {
    return this.perSecond(name, total?.sum ?? 0);
  }

  /** The percentile of the values that came within the last seconds; `undefined` if none did. */
  percentile(name: string, total: Total | undefined, percent: number): number | undefined {
    if (total === undefined) return undefined;
    const [oldest, { ranks }] = this.#read(name, total.count, total.ranks.slice());
    const count = total.count - oldest.sum;
    if (ranks === undefined || count === 0) return undefined;
    const wanted = Math.max(1, Math.ceil((count * percent) / 100));
    let seen = 0;
    for (let rank = 0; rank < ranks.length; rank += 1) {
      seen += (ranks[rank] ?? 0) - (oldest.ranks?.[rank] ?? 0);
      if (seen >= wanted) return valueOfRank(rank);
    }
    return undefined;
  }

  /** Forgets everything: nobody looked for a while, so the next rates would be of another time. */
  clear(): void {
    this.#readings.clear();
  }

  #read(name: string, sum: number, ranks: Float64Array | undefined): readonly [oldest: Reading, newest: Reading] {
    const newest = { at: this.#now, sum, ranks };
    const readings = this.#readings.get(name) ?? [];
    if (readings.length === 0) this.#readings.set(name, readings);
    readings.push(newest);
    while (readings.length > 2 && (readings[1]?.at ?? 0) <= this.#now - WINDOW_MS) readings.shift();
    return [readings[0] ?? newest, newest];
  }
}
