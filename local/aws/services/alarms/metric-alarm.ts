import type { MetricStore } from '../metrics/metric-store.ts';
import { percentOf } from '../metrics/statistic.ts';
import type { AlarmActions } from './actions.ts';
import { type AlarmState, EXTRA_PERIODS, evaluate, type MissingData } from './evaluate.ts';
import { metricsOf, type Period, type SeriesOf, seriesOf, type Watched } from './watched.ts';

export interface MetricAlarmSettings {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly watched: Watched;
  /** A multiple of 60. */
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  /** @default `missing`; `ignore` where a metric of DynamoDB is watched */
  readonly missingData?: MissingData;
  /** Whether a percentile of few values is judged; else the state stays. @default 'evaluate' */
  readonly lowSamples?: LowSamples;
  /**
   * Until then the alarm has no state while its window has a gap. Milliseconds since the epoch.
   * @default it evaluates at once
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-warm-up.html
   */
  readonly warmUpUntil?: number;
  /** @default none */
  readonly actions?: AlarmActions;
}

export const LOW_SAMPLES = ['evaluate', 'ignore'] as const;
export type LowSamples = (typeof LOW_SAMPLES)[number];

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const COMPARISONS = {
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
} as const;

export type Comparison = keyof typeof COMPARISONS;

/** For a reason that somebody reads at night. */
const IN_WORDS: Readonly<Record<Comparison, string>> = {
  GreaterThanThreshold: 'above',
  GreaterThanOrEqualToThreshold: 'at or above',
  LessThanThreshold: 'below',
  LessThanOrEqualToThreshold: 'at or below',
};
const NONE_IN_WORDS: Readonly<Record<MissingData, string>> = {
  missing: 'is left out',
  ignore: 'changes nothing',
  breaching: 'is bad',
  notBreaching: 'is good',
};

export function comparisonNamed(name: string): Comparison | undefined {
  return Object.hasOwn(COMPARISONS, name) ? (name as Comparison) : undefined;
}

export interface Evaluation {
  readonly state: AlarmState;
  readonly reason: string;
}

/** An alarm on one metric, on metric math, or on a query of several time series. */
export class MetricAlarm {
  readonly settings: MetricAlarmSettings;
  readonly missingData: MissingData;
  readonly #series: SeriesOf;
  readonly #samplesNeeded: number;

  /**
   * @param input where the expression stands, for messages
   * @throws InputError for an expression without a local model. @throws ServiceError for such a statistic
   */
  constructor(settings: MetricAlarmSettings, metrics: MetricStore, input?: string) {
    this.settings = settings;
    this.missingData = settings.missingData ?? defaultMissingData(settings.watched);
    this.#series = seriesOf(settings.watched, metrics, input);
    this.#samplesNeeded = settings.lowSamples === 'ignore' ? samplesNeeded(settings.watched) : 0;
  }

  /**
   * Evaluates the alarm at `now` over whole periods. Of several time series each is judged by itself, and one in ALARM puts
   * the alarm into it (AmazonCloudWatch/latest/monitoring, Create_Metrics_Insights_Alarm).
   */
  evaluate(current: AlarmState, now: number): Evaluation {
    const { watched, periodSeconds, evaluationPeriods } = this.settings;
    const series = this.#series(now, periodSeconds * 1_000, evaluationPeriods + EXTRA_PERIODS);
    const judged = series.map((periods) => this.#judge(periods, current, now));
    const raised = judged.filter(({ state }) => state === 'ALARM');
    if (!('query' in watched)) return judged[0] ?? { state: current, reason: 'no time series' };
    const reason = `${raised.length} out of ${judged.length} time series evaluated to ALARM`;
    return {
      state: raised.length > 0 ? 'ALARM' : 'OK',
      reason: [reason, ...raised.map((each) => each.reason)].join('; '),
    };
  }

  #judge(periods: readonly Period[], current: AlarmState, now: number): Evaluation {
    const { evaluationPeriods, datapointsToAlarm, threshold, comparison, warmUpUntil = 0 } = this.settings;
    const { missingData } = this;
    const recent = periods.slice(-evaluationPeriods);
    const shown = recent.map(({ value }) => (value === undefined ? 'none' : round(value))).join(', ');
    if (now < warmUpUntil && recent.some(({ value }) => value === undefined)) {
      return { state: 'INSUFFICIENT_DATA', reason: `${shown} (warming up)` };
    }
    const samples = samplesIn(recent);
    if (samples < this.#samplesNeeded) {
      return { state: current, reason: `${shown} (${samples} samples; fewer than ${this.#samplesNeeded} are ignored)` };
    }
    const holds = COMPARISONS[comparison];
    const breaches = (value: number): boolean => holds(value, threshold);
    const values = periods.map(({ value }) => value);
    const state = evaluate({ evaluationPeriods, datapointsToAlarm, missingData, breaches }, values, current);
    const wanted = `${datapointsToAlarm} of ${evaluationPeriods} ${IN_WORDS[comparison]} ${threshold} raise it`;
    return { state, reason: `${shown}: ${wanted}; none ${NONE_IN_WORDS[missingData]}` };
  }
}

/**
 * "Alarms that evaluate metrics in the AWS/DynamoDB namespace ignore missing data by default", and another choice
 * overrides it. API_PutMetricAlarm says that they always ignore it, whatever is set.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
function defaultMissingData(watched: Watched): MissingData {
  return metricsOf(watched).some(({ namespace }) => namespace === 'AWS/DynamoDB') ? 'ignore' : 'missing';
}

/**
 * Values in the evaluated periods below which a percentile is not significant; 0 where nothing is asked of them.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
 */
function samplesNeeded(watched: Watched): number {
  const percent = 'statistic' in watched ? percentOf(watched.statistic) : undefined;
  if (percent === undefined || percent <= 0 || percent >= 100) return 0;
  return Math.round(1_000 / (percent >= 50 ? 100 - percent : percent));
}

function samplesIn(periods: readonly Period[]): number {
  return periods.reduce((sum, { samples }) => sum + samples, 0);
}

function round(value: number): string {
  return String(Math.round(value * 1_000) / 1_000);
}
