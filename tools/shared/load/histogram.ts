import { build } from 'hdr-histogram-js';
import type { Percentiles } from './load-report.ts';

/** An hour. */
const MOST_MICROSECONDS = 3_600_000_000;
/** Upper bounds, in milliseconds, of a histogram's display. */
const BOUNDS_MS = [0.5, 1, 1.5, 2, 3, 5, 10, 20, 50, 100, 1_000, 3_600_000];

/** A histogram of milliseconds: an HdrHistogram of microseconds, exact to three digits. */
export class Histogram {
  readonly #histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: MOST_MICROSECONDS,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 32,
    useWebAssembly: false,
  });

  add(milliseconds: number): void {
    const microseconds = Math.round(milliseconds * 1_000);
    this.#histogram.recordValue(Math.min(MOST_MICROSECONDS, Math.max(0, microseconds)));
  }

  /** @param percent 0–100 @returns milliseconds; 0 if nothing was added */
  percentile(percent: number): number {
    return this.#histogram.totalCount === 0 ? 0 : this.#histogram.getValueAtPercentile(percent) / 1_000;
  }

  get max(): number {
    return this.#histogram.totalCount === 0 ? 0 : this.#histogram.maxValue / 1_000;
  }

  percentiles(): Percentiles {
    return {
      count: this.#histogram.totalCount,
      mean: this.#histogram.totalCount === 0 ? 0 : this.#histogram.mean / 1_000,
      p50: this.percentile(50),
      p90: this.percentile(90),
      p95: this.percentile(95),
      p99: this.percentile(99),
      p999: this.percentile(99.9),
      max: this.max,
    };
  }

  reset(): void {
    this.#histogram.reset();
  }
}

/** Counts of values below fixed upper bounds, for a table. */
export class BoundedCounts {
  readonly #counts = BOUNDS_MS.map(() => 0);

  add(milliseconds: number): void {
    const index = BOUNDS_MS.findIndex((bound) => milliseconds <= bound);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }

  counts(): readonly (readonly [number, number])[] {
    return BOUNDS_MS.map((bound, index) => [bound, this.#counts[index] ?? 0] as const);
  }
}
