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

/** A query of Metrics Insights that an alarm watches: each value of `groupBy` is a time series, judged by itself. */
export interface MetricsQuery {
  readonly query: string;
  /** What each series is, but for the dimension that they differ by. */
  readonly metric: MetricStat;
  /** The name of that dimension. */
  readonly groupBy: string;
}

export type Watched = MetricStat | MetricMath | MetricsQuery;

/** The metrics that are read; of a query, what its series have in common. */
export function metricsOf(watched: Watched): readonly MetricStat[] {
  if ('query' in watched) return [watched.metric];
  return 'expression' in watched ? Object.values(watched.metrics) : [watched];
}

export interface Period {
  readonly value: Point;
  /** Values of the metric that the period has; 0 for metric math. */
  readonly samples: number;
}

/** Periods of `periodMs` that are over at `now`, the last `count` of them, oldest first. */
type PeriodsOf = (now: number, periodMs: number, count: number) => readonly Period[];
/** The same of each time series; a query has none before its first data. */
export type SeriesOf = (now: number, periodMs: number, count: number) => readonly (readonly Period[])[];

/**
 * Reads what an alarm watches: one time series, or those of a query.
 * @param input where an expression stands, for messages
 * @throws InputError for an expression without a local model. @throws ServiceError for such a statistic
 */
export function seriesOf(watched: Watched, metrics: MetricStore, input?: string): SeriesOf {
  if ('query' in watched) return querySeries(watched, metrics);
  const periods = 'expression' in watched ? mathPeriods(watched, metrics, input) : statPeriods(watched, metrics);
  return (now, periodMs, count) => [periods(now, periodMs, count)];
}

function querySeries({ metric, groupBy }: MetricsQuery, metrics: MetricStore): SeriesOf {
  const { namespace, metricName, dimensions: fixed } = metric;
  const names = [...Object.keys(fixed), groupBy];
  return (now, periodMs, count) =>
    [...metrics.all()]
      .filter(
        ({ namespace: space, name, dimensions }) =>
          space === namespace &&
          name === metricName &&
          Object.keys(dimensions).length === names.length &&
          names.every((key) => key in dimensions && dimensions[key] === (fixed[key] ?? dimensions[key])),
      )
      .map(({ dimensions }) => statPeriods({ ...metric, dimensions }, metrics)(now, periodMs, count));
}

function mathPeriods(watched: MetricMath, metrics: MetricStore, input?: string): PeriodsOf {
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
