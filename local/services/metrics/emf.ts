import { isObject, type JsonObject } from '../operation.ts';

/** One value of a metric that a function wrote to its log. */
export interface MetricValue {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Sum of the values that the line carries. */
  readonly sum: number;
}

/**
 * The metrics of one line in CloudWatch's embedded metric format; none where the line is something else.
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
  const [names = []] = Array.isArray(directive.Dimensions) ? directive.Dimensions : [];
  const dimensions: Record<string, string> = {};
  for (const name of Array.isArray(names) ? names : []) dimensions[String(name)] = String(document[String(name)]);
  const metrics = Array.isArray(directive.Metrics) ? directive.Metrics.filter(isObject) : [];
  return metrics.map(({ Name }) => ({
    namespace: String(directive.Namespace),
    name: String(Name),
    dimensions,
    sum: sumOf(document[String(Name)]),
  }));
}

function sumOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (!Array.isArray(value)) return 0;
  return value.reduce<number>((sum, item) => sum + (typeof item === 'number' ? item : 0), 0);
}
