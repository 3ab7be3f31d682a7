import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import {
  dimensionNames,
  type GroupedSignal,
  isGrouped,
  isMath,
  type MetricSignal,
  type Signal,
  type Subject,
} from '../../core/monitoring/signal.ts';

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
  if (isGrouped(signal)) return new MathExpression({ expression: queryOf(signal, nameOf), period, label });
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
    dimensionsMap: Object.fromEntries(named(dimensions, nameOf)),
  });
}

/**
 * A query of Metrics Insights, the only thing that an alarm may watch of values that nobody knows: it must have GROUP BY and
 * ORDER BY (AmazonCloudWatch/latest/monitoring, Create_Metrics_Insights_Alarm).
 */
function queryOf(signal: GroupedSignal, nameOf: NameOf): string {
  const { namespace, metricName, dimensions, groupBy } = signal;
  const from = [`"${namespace}"`, ...[...dimensionNames(signal)].sort()].join(', ');
  const where = named(dimensions, nameOf).map(([name, value]) => `${name} = '${value}'`);
  return `SELECT SUM(${metricName}) FROM SCHEMA(${from}) WHERE ${where.join(' AND ')} GROUP BY ${groupBy.dimension} ORDER BY SUM() DESC`;
}

function named(dimensions: MetricSignal['dimensions'], nameOf: NameOf): readonly (readonly [string, string])[] {
  return Object.entries(dimensions).map(([name, value]) => [name, typeof value === 'string' ? value : nameOf(value)]);
}
