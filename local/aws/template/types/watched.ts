import { isMetricsQuery, parseMetricsQuery } from '../../services/alarms/metrics-insights.ts';
import type { MetricStat, Watched as WatchedMetrics } from '../../services/alarms/watched.ts';
import type { Properties } from '../properties.ts';

/** Metrics in the expression of an alarm. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html */
const MAX_METRICS = 10;
/** The form of an id, by the same page. */
const ID = /^[a-z][a-zA-Z0-9_]*$/;

interface Watched {
  readonly watched: WatchedMetrics;
  readonly periodSeconds: number;
}

/**
 * What an alarm's properties have it watch: one metric, or the expression among its `Metrics`.
 * @param input where `Metrics` stands, for messages
 * @throws InputError
 */
export function watchedBy(properties: Properties, input: string): Watched {
  if (!properties.has('Metrics')) {
    const statistic = properties.optionalText('ExtendedStatistic') ?? properties.text('Statistic');
    return { watched: { ...metricOf(properties), statistic }, periodSeconds: periodOf(properties) };
  }
  for (const name of ['MetricName', 'Namespace', 'Dimensions', 'Period', 'Statistic', 'ExtendedStatistic', 'Unit']) {
    if (properties.has(name)) properties.fail(name, 'nothing beside Metrics');
  }
  const entries = properties.objects('Metrics');
  for (const entry of entries) {
    entry.refuse('AccountId');
    if (!ID.test(entry.text('Id'))) entry.fail('Id', 'a lower-case letter, then letters, digits and underscores');
  }
  const ids = entries.map((entry) => entry.text('Id'));
  if (new Set(ids).size < ids.length) properties.fail('Metrics', 'entries with an Id of their own');
  const [returned, ...otherReturned] = entries.filter((entry) => entry.flag('ReturnData', true));
  if (returned === undefined || otherReturned.length > 0) {
    return properties.fail('Metrics', 'exactly one entry with ReturnData true');
  }
  if (!returned.has('Expression')) {
    if (entries.length > 1) returned.fail('Expression', 'an expression over the other metrics');
    return statOf(returned);
  }
  const expression = returned.text('Expression');
  if (isMetricsQuery(expression)) {
    if (entries.length > 1) returned.fail('Expression', 'a query alone');
    return { watched: parseMetricsQuery(expression, input), periodSeconds: periodOf(returned) };
  }
  return mathOf(
    properties,
    returned,
    entries.filter((entry) => entry !== returned),
  );
}

function mathOf(properties: Properties, returned: Properties, others: readonly Properties[]): Watched {
  if (others.length === 0 || others.length > MAX_METRICS) properties.fail('Metrics', `1 to ${MAX_METRICS} metrics`);
  const metrics: Record<string, MetricStat> = {};
  const periods = new Set<number>();
  for (const entry of others) {
    if (entry.has('Expression'))
      entry.fail('Expression', 'a MetricStat: one expression for an alarm has a local model');
    const { watched, periodSeconds } = statOf(entry);
    metrics[entry.text('Id')] = watched;
    periods.add(periodSeconds);
  }
  const [periodSeconds = 60, ...otherPeriods] = periods;
  // "Each metric must be using the same period": AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html.
  if (otherPeriods.length > 0) properties.fail('Metrics', 'metrics of the same Period');
  return { watched: { expression: returned.text('Expression'), metrics }, periodSeconds };
}

function statOf(entry: Properties): { readonly watched: MetricStat; readonly periodSeconds: number } {
  if (!entry.has('MetricStat')) entry.fail('MetricStat', 'a metric with Period and Stat');
  const stat = entry.object('MetricStat');
  return {
    watched: { ...metricOf(stat.object('Metric')), statistic: stat.text('Stat') },
    periodSeconds: periodOf(stat),
  };
}

function metricOf(properties: Properties): Omit<MetricStat, 'statistic'> {
  return {
    namespace: properties.text('Namespace'),
    metricName: properties.text('MetricName'),
    dimensions: Object.fromEntries(
      properties.objects('Dimensions').map((dimension) => [dimension.text('Name'), dimension.text('Value')]),
    ),
  };
}

function periodOf(properties: Properties): number {
  const periodSeconds = properties.number('Period', 60);
  return periodSeconds < 60 || periodSeconds % 60 !== 0 ? properties.fail('Period', 'a multiple of 60') : periodSeconds;
}
