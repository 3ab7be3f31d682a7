import type { Clock } from '../../../../core/scheduler/scheduler.ts';
import type { MetricValue } from './emf.ts';
import { Series } from './series.ts';

export type Dimensions = Readonly<Record<string, string>>;

/**
 * Adds a value to a metric.
 * @param now passed if the caller has it, because reading a clock costs more than adding @default read from the clock
 */
export type Meter = (value: number, now?: number) => void;

/** The account's metrics. */
export class MetricStore {
  readonly clock: Clock;
  readonly #lateMs: (() => number) | undefined;
  readonly #series = new Map<string, Series>();

  /** @param lateMs draws how long after its end a minute is published, in milliseconds @default 0: as its values come */
  constructor(clock: Clock, lateMs?: () => number) {
    this.clock = clock;
    this.#lateMs = lateMs;
  }

  /** Returns a meter: create it once, call it for each value. @param keepsRanks whether percentiles can be computed */
  meter(namespace: string, name: string, dimensions: Dimensions, keepsRanks = false): Meter {
    const series = this.#seriesOf(namespace, name, dimensions, keepsRanks);
    const { clock } = this;
    return (value, now = clock.now()) => series.add(value, now);
  }

  /** Adds values that a function wrote in the embedded metric format. */
  take({ namespace, name, dimensionSets, values, unit }: MetricValue): void {
    const now = this.clock.now();
    for (const dimensions of dimensionSets) {
      const series = this.#seriesOf(namespace, name, dimensions, unit === 'Milliseconds');
      for (const value of values) series.add(value, now);
    }
  }

  find(namespace: string, name: string, dimensions: Dimensions): Series | undefined {
    return this.#series.get(keyOf(namespace, name, dimensions));
  }

  all(): Iterable<Series> {
    return this.#series.values();
  }

  #seriesOf(namespace: string, name: string, dimensions: Dimensions, keepsRanks: boolean): Series {
    const key = keyOf(namespace, name, dimensions);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const series = new Series(namespace, name, dimensions, keepsRanks, this.#lateMs);
    this.#series.set(key, series);
    return series;
  }
}

/** The same dimensions in any order are the same metric; with one more or fewer it is another. */
function keyOf(namespace: string, name: string, dimensions: Dimensions): string {
  let key = `${namespace}\n${name}`;
  for (const dimension of Object.keys(dimensions).sort()) key += `\n${dimension}=${dimensions[dimension]}`;
  return key;
}
