export const MINUTE_MS = 60_000;
/** Minutes that a series keeps; CloudWatch keeps 15 days. */
export const KEPT_MINUTES = 120;
/** Ranks are 5 % apart: far finer than any threshold. */
const GROWTH = Math.log(1.05);
/** Up to 1.05^400, about 300,000,000. */
const RANKS = 400;

/** Aggregated values of a period. A period without values has no datapoint. */
export interface Datapoint {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Number of values by rank; `undefined` if the series keeps no ranks. */
  readonly ranks?: Uint32Array;
}

/** All values since the start. */
export interface Total {
  readonly count: number;
  readonly sum: number;
  /** Number of values by rank; empty if the series keeps no ranks. */
  readonly ranks: Float64Array;
}

/**
 * One metric with its dimensions, in buckets of a minute that are reused: adding a value allocates nothing. Minutes
 * without values have no datapoint.
 */
export class Series {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly #minutes = new Float64Array(KEPT_MINUTES).fill(-1);
  /** When each minute's values can be read. */
  readonly #published = new Float64Array(KEPT_MINUTES);
  readonly #counts = new Float64Array(KEPT_MINUTES);
  readonly #sums = new Float64Array(KEPT_MINUTES);
  readonly #minima = new Float64Array(KEPT_MINUTES);
  readonly #maxima = new Float64Array(KEPT_MINUTES);
  /** Created with the first value of a minute, in a series that supports percentiles. */
  readonly #ranks: Uint32Array[] = [];
  readonly #keepsRanks: boolean;
  readonly #lateMs: () => number;
  readonly #totalRanks: Float64Array;
  #totalCount = 0;
  #totalSum = 0;

  /**
   * @param keepsRanks whether percentiles can be computed
   * @param lateMs draws how long after its end a minute is published, in milliseconds @default 0: as its values come
   */
  constructor(
    namespace: string,
    name: string,
    dimensions: Readonly<Record<string, string>>,
    keepsRanks: boolean,
    lateMs: () => number = () => 0,
  ) {
    this.#lateMs = lateMs;
    this.namespace = namespace;
    this.name = name;
    this.dimensions = dimensions;
    this.#keepsRanks = keepsRanks;
    this.#totalRanks = new Float64Array(keepsRanks ? RANKS : 0);
  }

  get total(): Total {
    return { count: this.#totalCount, sum: this.#totalSum, ranks: this.#totalRanks };
  }

  /** @param now milliseconds since the epoch */
  add(value: number, now: number): void {
    const minute = Math.floor(now / MINUTE_MS);
    const slot = minute % KEPT_MINUTES;
    if (this.#minutes[slot] !== minute) this.#begin(slot, minute);
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
    this.#sums[slot] = (this.#sums[slot] ?? 0) + value;
    this.#minima[slot] = Math.min(this.#minima[slot] ?? value, value);
    this.#maxima[slot] = Math.max(this.#maxima[slot] ?? value, value);
    this.#totalCount += 1;
    this.#totalSum += value;
    if (!this.#keepsRanks) return;
    const ranks = this.#ranks[slot];
    const rank = value < 1 ? 0 : Math.min(RANKS - 1, 1 + Math.floor(Math.log(value) / GROWTH));
    if (ranks !== undefined) ranks[rank] = (ranks[rank] ?? 0) + 1;
    this.#totalRanks[rank] = (this.#totalRanks[rank] ?? 0) + 1;
  }

  /**
   * Aggregates the values from `fromMs` up to but without `toMs`, both full minutes; `undefined` if there are none.
   * @param readAt leaves out the minutes that are not published by then @default none
   */
  between(fromMs: number, toMs: number, readAt = Number.POSITIVE_INFINITY): Datapoint | undefined {
    let count = 0;
    let sum = 0;
    let minimum = Number.POSITIVE_INFINITY;
    let maximum = Number.NEGATIVE_INFINITY;
    const ranks = this.#keepsRanks ? new Uint32Array(RANKS) : undefined;
    for (let minute = Math.floor(fromMs / MINUTE_MS); minute * MINUTE_MS < toMs; minute += 1) {
      const slot = minute % KEPT_MINUTES;
      if (this.#minutes[slot] !== minute || (this.#published[slot] ?? 0) > readAt) continue;
      count += this.#counts[slot] ?? 0;
      sum += this.#sums[slot] ?? 0;
      minimum = Math.min(minimum, this.#minima[slot] ?? minimum);
      maximum = Math.max(maximum, this.#maxima[slot] ?? maximum);
      const ofMinute = this.#ranks[slot];
      if (ranks === undefined || ofMinute === undefined) continue;
      for (let rank = 0; rank < RANKS; rank += 1) ranks[rank] = (ranks[rank] ?? 0) + (ofMinute[rank] ?? 0);
    }
    if (count === 0) return undefined;
    return { count, sum, minimum, maximum, ...(ranks !== undefined && { ranks }) };
  }

  #begin(slot: number, minute: number): void {
    const lateMs = this.#lateMs();
    this.#minutes[slot] = minute;
    this.#published[slot] = lateMs === 0 ? 0 : (minute + 1) * MINUTE_MS + lateMs;
    this.#counts[slot] = 0;
    this.#sums[slot] = 0;
    this.#minima[slot] = Number.POSITIVE_INFINITY;
    this.#maxima[slot] = Number.NEGATIVE_INFINITY;
    if (!this.#keepsRanks) return;
    const ranks = this.#ranks[slot];
    if (ranks === undefined) this.#ranks[slot] = new Uint32Array(RANKS);
    else ranks.fill(0);
  }
}

/** Returns the middle of a rank's values. */
export function valueOfRank(rank: number): number {
  return rank === 0 ? 0 : Math.exp((rank - 0.5) * GROWTH);
}
