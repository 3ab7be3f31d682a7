import type { ApiFunction } from '../chain/functions.ts';

/** A resource that a metric is about, by its place in the chain. Its name is known once it is deployed. */
export type Subject =
  | { readonly kind: 'api' | 'apiStage' | 'bus' | 'unroutedRule' | 'unrouted' | 'quarantine' | 'table' }
  | { readonly kind: 'function'; readonly name: ApiFunction | 'governor' }
  | ChainSubject;

/** A resource of one event type's chain. */
export interface ChainSubject {
  readonly kind: 'rule' | 'ruleFailures' | 'stream' | 'mapping' | 'handler' | 'bus';
  readonly type: string;
}

/** `Sum`, `Average`, `Maximum`, `SampleCount`, or a percentile such as `p99`. */
export type Statistic = 'Sum' | 'Average' | 'Maximum' | 'SampleCount' | `p${number}`;

/** Units of CloudWatch. */
export type Unit = 'Count' | 'Count/Second' | 'Bytes' | 'Milliseconds' | 'Seconds' | 'Percent' | 'None';

/** A metric in minutes. */
export interface MetricSignal {
  readonly namespace: string;
  readonly metricName: string;
  /** Exactly those that the service publishes the metric with: with one more or fewer it is another, empty metric. */
  readonly dimensions: Readonly<Record<string, Subject | string>>;
  readonly statistic: Statistic;
  readonly unit: Unit;
}

/**
 * A metric of each value of a further dimension, which nobody knows before a deployment and which may change after it. Each
 * is judged by itself, and one that breaches raises the alarm.
 */
export interface GroupedSignal extends MetricSignal {
  readonly statistic: 'Sum';
  readonly groupBy: {
    readonly dimension: string;
    /** How many values the plan has. ≥ 1. */
    readonly planned: number;
  };
}

/** A metric that CloudWatch computes from others. */
export interface MathSignal {
  /** Of CloudWatch's metric math, over the names in `metrics`. */
  readonly expression: string;
  /** By the name in the expression: a lower-case letter, then letters, digits and underscores. At most 10. */
  readonly metrics: Readonly<Record<string, MetricSignal>>;
  readonly unit: Unit;
}

export type Signal = MetricSignal | GroupedSignal | MathSignal;

export function isMath(signal: Signal): signal is MathSignal {
  return 'expression' in signal;
}

export function isGrouped(signal: Signal): signal is GroupedSignal {
  return 'groupBy' in signal;
}

/** The metrics that a signal reads. */
export function metricsOf(signal: Signal): readonly (MetricSignal | GroupedSignal)[] {
  return isMath(signal) ? Object.values(signal.metrics) : [signal];
}

/** Names of all dimensions that a metric is published with. */
export function dimensionNames(metric: MetricSignal | GroupedSignal): readonly string[] {
  const names = Object.keys(metric.dimensions);
  return isGrouped(metric) ? [...names, metric.groupBy.dimension] : names;
}

/** How many metrics it is at the size of the plan. */
export function plannedMetrics(metric: MetricSignal | GroupedSignal): number {
  return isGrouped(metric) ? metric.groupBy.planned : 1;
}
