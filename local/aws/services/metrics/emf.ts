import { isObject, type JsonObject } from '../operation.ts';

/** One value of a metric that a function wrote to its log. */
export interface MetricValue {
  readonly namespace: string;
  readonly name: string;
  /** Dimensions of the first set. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** The metric is published once for each set. */
  readonly dimensionSets: readonly Readonly<Record<string, string>>[];
  readonly values: readonly number[];
  /** Such as `Count` or `Milliseconds`. */
  readonly unit: string;
  /** Sum of the values in the line. */
  readonly sum: number;
}

/**
 * Parses the metrics of one line in CloudWatch's embedded metric format; none if the line is something else.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function parseEmbeddedMetrics(line: string): MetricValue[] {
  if (!line.includes('"_aws"')) return [];
  let document: unknown;
  try {
    document = JSON.parse(line);
  } catch {
    return [];
  }
  if (!isObject(document) || !isObject(document._aws) || !Array.isArray(document._aws.CloudWatchMetrics)) return [];
  const values: MetricValue[] = [];
  for (const directive of document._aws.CloudWatchMetrics) {
    if (isObject(directive)) values.push(...valuesOf(directive, document));
  }
  return values;
}

function valuesOf(directive: JsonObject, document: JsonObject): MetricValue[] {
  const sets = Array.isArray(directive.Dimensions) ? directive.Dimensions : [];
  const dimensionSets = (sets.length === 0 ? [[]] : sets).map((names) => dimensionsOf(names, document));
  const metrics = Array.isArray(directive.Metrics) ? directive.Metrics.filter(isObject) : [];
  return metrics.map(({ Name, Unit }) => {
    const values = numbersOf(document[String(Name)]);
    return {
      namespace: String(directive.Namespace),
      name: String(Name),
      dimensions: dimensionSets[0] ?? {},
      dimensionSets,
      values,
      unit: typeof Unit === 'string' ? Unit : 'None',
      sum: values.reduce((sum, value) => sum + value, 0),
    };
  });
}

function dimensionsOf(names: unknown, document: JsonObject): Readonly<Record<string, string>> {
  const dimensions: Record<string, string> = {};
  for (const name of Array.isArray(names) ? names : []) dimensions[String(name)] = String(document[String(name)]);
  return dimensions;
}

function numbersOf(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
}
