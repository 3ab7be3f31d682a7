import { InputError } from '../../../../core/errors.ts';
import type { MetricsQuery } from './watched.ts';

const STATISTICS: Readonly<Record<string, string>> = {
  AVG: 'Average',
  COUNT: 'SampleCount',
  MAX: 'Maximum',
  MIN: 'Minimum',
  SUM: 'Sum',
};
const QUERY =
  /^\s*SELECT\s+(?<fn>AVG|COUNT|MAX|MIN|SUM)\((?<metric>\w+)\)\s+FROM\s+SCHEMA\(\s*"(?<namespace>[^"]+)"(?<keys>(?:\s*,\s*\w+)+)\s*\)\s+WHERE\s+(?<where>.+?)\s+GROUP\s+BY\s+(?<group>\w+)\s+ORDER\s+BY\s+(?<order>AVG|COUNT|MAX|MIN|SUM)\(\)(?:\s+(?:ASC|DESC))?\s*$/i;
const CONDITION = /^(?<key>\w+)\s*=\s*'(?<value>[^']*)'$/;

const ALLOWED =
  'SELECT SUM(Metric) FROM SCHEMA("Namespace", Key, GroupKey) WHERE Key = \'value\' GROUP BY GroupKey ORDER BY SUM() DESC, with each key of SCHEMA but one in WHERE';

export function isMetricsQuery(expression: string): boolean {
  return /^\s*SELECT\s/i.test(expression);
}

/**
 * Reads a query of several time series of which each is one metric: SCHEMA has all dimensions, WHERE fixes all but one, and
 * GROUP BY has that one. An alarm on several series must have GROUP BY and ORDER BY.
 * @param input where it stands, for messages
 * @throws InputError for another query, which has no local model
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Metrics_Insights_Alarm.html
 */
export function parseMetricsQuery(query: string, input = 'Expression'): MetricsQuery {
  const refuse = (): never => {
    throw new InputError({
      input,
      received: query,
      allowed: ALLOWED,
      remedy:
        'Write the query so, or teach local/aws/services/alarms/metrics-insights.ts the rest of Metrics Insights.',
    });
  };
  const {
    fn = '',
    metric = '',
    namespace = '',
    keys = '',
    where = '',
    group = '',
    order = '',
  } = QUERY.exec(query)?.groups ?? refuse();
  const dimensions = Object.fromEntries(
    where.split(/\s+AND\s+/i).map((condition): [string, string] => {
      const { key = '', value = '' } = CONDITION.exec(condition)?.groups ?? refuse();
      return [key, value];
    }),
  );
  const statistic = STATISTICS[fn.toUpperCase()] ?? refuse();
  const schema = [...keys.matchAll(/\w+/g)].map(([key]) => key).sort();
  const fixed = [...Object.keys(dimensions), group].sort();
  if (schema.join() !== fixed.join() || fn.toUpperCase() !== order.toUpperCase()) refuse();
  return { query, metric: { namespace, metricName: metric, dimensions, statistic }, groupBy: group };
}
