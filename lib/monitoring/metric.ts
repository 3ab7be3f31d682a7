import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { isMath, type MetricSignal, type Signal, type Subject } from '../../core/monitoring/signal.ts';

/** The name of a deployed resource, as its metrics have it. */
export type NameOf = (subject: Subject) => string;

export interface MetricOptions {
  /** A multiple of 60. @default 60 */
  readonly periodSeconds?: number;
  /** In a graph. @default CloudWatch's */
  readonly label?: string;
}

/** A signal as CloudWatch reads it. */
export function metricOf(
  signal: Signal,
  nameOf: NameOf,
  { periodSeconds = 60, label }: MetricOptions = {},
): Metric | MathExpression {
  const period = Duration.seconds(periodSeconds);
  if (!isMath(signal)) return single(signal, nameOf, period, label);
  return new MathExpression({
    expression: signal.expression,
    usingMetrics: Object.fromEntries(
      Object.entries(signal.metrics).map(([id, metric]) => [id, single(metric, nameOf, period)]),
    ),
    period,
    label,
  });
}

function single(
  { namespace, metricName, dimensions, statistic }: MetricSignal,
  nameOf: NameOf,
  period: Duration,
  label?: string,
): Metric {
  return new Metric({
    namespace,
    metricName,
    statistic,
    period,
    label,
    dimensionsMap: Object.fromEntries(
      Object.entries(dimensions).map(([name, value]) => [name, typeof value === 'string' ? value : nameOf(value)]),
    ),
  });
}
