import type { Statistic } from '../signal.ts';

/**
 * The name of a CloudWatch metric's statistic in Prometheus, as YACE (yet-another-cloudwatch-exporter 0.67.0) gives it:
 * `AWS/Kinesis`, `IncomingRecords`, `Sum` → `aws_kinesis_incoming_records_sum`. The local runtime uses the same names.
 * @see https://github.com/prometheus-community/yet-another-cloudwatch-exporter (pkg/promutil/prometheus.go)
 */
export function yaceName(namespace: string, metric: string, statistic: Statistic | string): string {
  const space = snakeCase(namespace.toLowerCase().replace(/^aws(?=\/)/, '')).replace(/^_/, '');
  return `aws_${space}_${snakeCase(metric)}_${snakeCase(statistic)}`;
}

/** The label of a dimension, without YACE's option `-labels-snake-case`: `StreamName` → `dimension_StreamName`. */
export function yaceLabel(dimension: string): string {
  return `dimension_${dimension.replaceAll(/[^a-zA-Z0-9_]/g, '_')}`;
}

/** The job of YACE that reads a metric, which is also its label `name`: `events-EventBusName-RuleName`. */
export function yaceJob(namespace: string, dimensions: readonly string[]): string {
  return [namespace.toLowerCase().replace(/^aws\//, ''), ...[...dimensions].sort()].join('-');
}

/** An underscore goes before a capital that follows a small letter or a digit; separators become underscores. */
function snakeCase(text: string): string {
  return text
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .replaceAll('%', '_percent')
    .replaceAll(/[ ,\t/\\.\-:=@<>()“]/g, '_')
    .toLowerCase();
}
