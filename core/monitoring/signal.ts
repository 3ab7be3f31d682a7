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

/** A metric that CloudWatch computes from others. */
export interface MathSignal {
  /** Of CloudWatch's metric math, over the names in `metrics`. */
  readonly expression: string;
  /** By the name in the expression: a lower-case letter, then letters, digits and underscores. At most 10. */
  readonly metrics: Readonly<Record<string, MetricSignal>>;
  readonly unit: Unit;
}

export type Signal = MetricSignal | MathSignal;

export function isMath(signal: Signal): signal is MathSignal {
  return 'expression' in signal;
}

/** The metrics that a signal reads. */
export function metricsOf(signal: Signal): readonly MetricSignal[] {
  return isMath(signal) ? Object.values(signal.metrics) : [signal];
}
