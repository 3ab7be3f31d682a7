import type { Dimensions, MetricStore } from '../metrics/metric-store.ts';
import { MINUTE_MS } from '../metrics/series.ts';
import { type Statistic, statisticNamed } from '../metrics/statistic.ts';
import { type AlarmState, EXTRA_PERIODS, evaluate, type MissingData } from './evaluate.ts';

export interface MetricAlarmSettings {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Dimensions;
  /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, or a percentile such as `p99`. */
  readonly statistic: string;
  /** A multiple of 60. */
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly missingData: MissingData;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const COMPARISONS = {
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
} as const;

export type Comparison = keyof typeof COMPARISONS;

export function comparisonNamed(name: string): Comparison | undefined {
  return Object.hasOwn(COMPARISONS, name) ? (name as Comparison) : undefined;
}

export interface Evaluation {
  readonly state: AlarmState;
  readonly reason: string;
}

/** An alarm on one metric. */
export class MetricAlarm {
  readonly settings: MetricAlarmSettings;
  readonly #metrics: MetricStore;
  readonly #statistic: Statistic;

  /** @throws ServiceError for a statistic without a model */
  constructor(settings: MetricAlarmSettings, metrics: MetricStore) {
    this.settings = settings;
    this.#metrics = metrics;
    this.#statistic = statisticNamed(settings.statistic);
  }

  /** Evaluates the alarm at `now` over whole periods. */
  evaluate(current: AlarmState, now: number): Evaluation {
    const { evaluationPeriods, datapointsToAlarm, threshold, comparison } = this.settings;
    const missingData = this.#missingData();
    const values = this.#values(now, evaluationPeriods + EXTRA_PERIODS);
    const holds = COMPARISONS[comparison];
    const breaches = (value: number): boolean => holds(value, threshold);
    const state = evaluate({ evaluationPeriods, datapointsToAlarm, missingData, breaches }, values, current);
    const recent = values.slice(-evaluationPeriods).map((value) => (value === undefined ? '-' : round(value)));
    const wanted = `${datapointsToAlarm} of ${evaluationPeriods} ${comparison} ${threshold}`;
    return { state, reason: `${recent.join(' ')} (${wanted}; missing: ${missingData})` };
  }

  /**
   * Alarms on metrics of DynamoDB always ignore missing data, whatever their setting.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
   */
  #missingData(): MissingData {
    return this.settings.namespace === 'AWS/DynamoDB' ? 'ignore' : this.settings.missingData;
  }

  /** Returns the values of the last `count` whole periods, oldest first. */
  #values(now: number, count: number): (number | undefined)[] {
    const { namespace, metricName, dimensions, periodSeconds } = this.settings;
    const series = this.#metrics.find(namespace, metricName, dimensions);
    const periodMs = periodSeconds * 1_000;
    const end = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    return Array.from({ length: count }, (_, index) => {
      const from = end - (count - index) * periodMs;
      const datapoint = series?.between(from, from + periodMs);
      return datapoint === undefined ? undefined : this.#statistic(datapoint);
    });
  }
}

function round(value: number): string {
  return String(Math.round(value * 1_000) / 1_000);
}
