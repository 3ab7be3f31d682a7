import { build, type Histogram } from 'hdr-histogram-js';

/** Percentiles in milliseconds; `null` if there is no value. */
export interface LatencySummary {
  readonly count: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
  readonly max: number | null;
}

const UNITS_PER_MS = 10;
/** A day; longer latencies are recorded as one day. */
const HIGHEST = 86_400_000 * UNITS_PER_MS;

/** Latencies in a histogram of fixed size, with a resolution of 0.1 ms or one thousandth of the value. */
export class Latencies {
  readonly #histogram: Histogram;

  /** @param digits significant digits: 3, or 2 if there are many histograms */
  constructor(digits: 2 | 3 = 3) {
    this.#histogram = build({
      lowestDiscernibleValue: 1,
      highestTrackableValue: HIGHEST,
      numberOfSignificantValueDigits: digits,
      bitBucketSize: 32,
    });
  }

  /** @param count events with this latency */
  record(milliseconds: number, count: number): void {
    const value = Math.round(milliseconds * UNITS_PER_MS);
    this.#histogram.recordValueWithCount(value > HIGHEST ? HIGHEST : value, count);
  }

  /** @param share 0–1 */
  quantile(share: number): number | null {
    if (this.#histogram.totalCount === 0) return null;
    return this.#histogram.getValueAtPercentile(share * 100) / UNITS_PER_MS;
  }

  add(other: Latencies): void {
    this.#histogram.add(other.#histogram);
  }

  reset(): void {
    this.#histogram.reset();
  }

  summary(): LatencySummary {
    const { totalCount } = this.#histogram;
    return {
      count: totalCount,
      mean: totalCount === 0 ? null : Math.round(this.#histogram.mean) / UNITS_PER_MS,
      p50: this.quantile(0.5),
      p90: this.quantile(0.9),
      p99: this.quantile(0.99),
      p999: this.quantile(0.999),
      max: totalCount === 0 ? null : this.#histogram.maxValue / UNITS_PER_MS,
    };
  }
}
