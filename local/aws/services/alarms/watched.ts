import type { Dimensions, MetricStore } from '../metrics/metric-store.ts';
import { MINUTE_MS } from '../metrics/series.ts';
import { statisticNamed } from '../metrics/statistic.ts';
import { compileMetricMath, type Point } from './metric-math.ts';

/** One metric, and the number that is taken of its values in a period. */
export interface MetricStat {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Dimensions;
  /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, or such as `p99`. */
  readonly statistic: string;
}

/** A metric that CloudWatch computes from others. */
export interface MetricMath {
  readonly expression: string;
  /** By the id that the expression names it by. */
  readonly metrics: Readonly<Record<string, MetricStat>>;
}

/** The metrics that are read. */
export function metricsOf(watched: MetricStat | MetricMath): readonly MetricStat[] {
  return 'expression' in watched ? Object.values(watched.metrics) : [watched];
}

export interface Period {
  readonly value: Point;
  /** Values of the metric that the period has; 0 for metric math. */
  readonly samples: number;
}

/** Periods of `periodMs` that are over at `now`, the last `count` of them, oldest first. */
export type PeriodsOf = (now: number, periodMs: number, count: number) => Period[];

/**
 * Reads what an alarm watches.
 * @param input where an expression stands, for messages
 * @throws InputError for an expression without a local model. @throws ServiceError for such a statistic
 */
export function periodsOf(watched: MetricStat | MetricMath, metrics: MetricStore, input?: string): PeriodsOf {
  if (!('expression' in watched)) return statPeriods(watched, metrics);
  const operands = new Map(Object.entries(watched.metrics).map(([id, stat]) => [id, statPeriods(stat, metrics)]));
  const math = compileMetricMath(watched.expression, [...operands.keys()], input);
  return (now, periodMs, count) => {
    const points = new Map([...operands].map(([id, periods]) => [id, periods(now, periodMs, count)]));
    return Array.from({ length: count }, (_, index) => ({
      value: math((id) => points.get(id)?.[index]?.value),
      samples: 0,
    }));
  };
}

function statPeriods({ namespace, metricName, dimensions, statistic }: MetricStat, metrics: MetricStore): PeriodsOf {
  const take = statisticNamed(statistic);
  return (now, periodMs, count) => {
    const series = metrics.find(namespace, metricName, dimensions);
    const end = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    return Array.from({ length: count }, (_, index) => {
      const from = end - (count - index) * periodMs;
      const datapoint = series?.between(from, from + periodMs);
      return datapoint === undefined
        ? { value: undefined, samples: 0 }
        : { value: take(datapoint), samples: datapoint.count };
    });
  };
}
