import type { Metric, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { DEPENDENCY_CLASSES } from '../../core/monitoring/error-classes.ts';
import { METRICS_NAMESPACE } from '../../core/monitoring/own-metrics.ts';
import { type Observation, PERIOD_MS, type Reading, type Series, type TypeMetrics } from './observation.ts';
import type { GovernedResources, GovernorInput } from './ports.ts';

/** Most metrics of one GetMetricData call (AmazonCloudWatch/latest/APIReference, API_GetMetricData). */
export const METRICS_A_CALL = 500;
/** How far back a run reads: a quarter of an hour, and what CloudWatch is late. */
export const READ_BACK_MS = 25 * PERIOD_MS;

type Names = Exclude<keyof TypeMetrics, 'handedBack'>;
type SharedNames = 'putEventsThrottled' | 'tableThrottled';

/** A metric with the place of its values in the observation. */
export interface MetricQuery {
  readonly type?: string;
  readonly name: Names | SharedNames | `handedBack/${string}`;
  readonly statistic: 'Sum' | 'Maximum';
  readonly metric: Metric;
}

/** Every metric that the decision reads. @param stage the stage configuration's name */
export function metricQueries({ plan, resources }: GovernorInput, stage: string, tableName: string): MetricQuery[] {
  const ofTypes = plan.types.flatMap(({ type }) => {
    const of = resources[type];
    return of === undefined ? [] : queriesOf(type, of, stage);
  });
  return [
    ...ofTypes,
    {
      name: 'putEventsThrottled',
      statistic: 'Sum',
      // Of the account and region, without a dimension (eventbridge/latest/userguide, eb-monitoring).
      metric: { Namespace: 'AWS/Events', MetricName: 'PutEventsApproximateThrottledCount' },
    },
    {
      name: 'tableThrottled',
      statistic: 'Sum',
      metric: metricOf('AWS/DynamoDB', 'WriteThrottleEvents', { TableName: tableName }),
    },
  ];
}

function queriesOf(type: string, of: GovernedResources, stage: string): MetricQuery[] {
  const stream = { StreamName: of.streamName };
  const mapping = { EventSourceMappingUUID: of.mappingId };
  const handler = { FunctionName: of.handlerName };
  const query = (
    name: MetricQuery['name'],
    metric: Metric,
    statistic: MetricQuery['statistic'] = 'Sum',
  ): MetricQuery => ({ type, name, statistic, metric });
  return [
    query('acceptedEvents', metricOf(METRICS_NAMESPACE, 'Accepted', { stage, type })),
    query('incomingRecords', metricOf('AWS/Kinesis', 'IncomingRecords', stream)),
    query('incomingBytes', metricOf('AWS/Kinesis', 'IncomingBytes', stream)),
    query('writeThrottled', metricOf('AWS/Kinesis', 'WriteProvisionedThroughputExceeded', stream)),
    query('iteratorAgeMs', metricOf('AWS/Lambda', 'IteratorAge', handler), 'Maximum'),
    query('concurrency', metricOf('AWS/Lambda', 'ConcurrentExecutions', handler), 'Maximum'),
    query('invokedRecords', metricOf('AWS/Lambda', 'InvokedEventCount', mapping)),
    query('failedRecords', metricOf('AWS/Lambda', 'FailedInvokeEventCount', mapping)),
    ...DEPENDENCY_CLASSES.map((code) =>
      query(`handedBack/${code}`, metricOf(METRICS_NAMESPACE, 'HandedBack', { stage, type, code })),
    ),
  ];
}

function metricOf(Namespace: string, MetricName: string, dimensions: Readonly<Record<string, string>>): Metric {
  return { Namespace, MetricName, Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) };
}

export function dataQueries(queries: readonly MetricQuery[]): MetricDataQuery[] {
  return queries.map(({ metric, statistic }, index) => ({
    Id: `m${index}`,
    MetricStat: { Metric: metric, Period: PERIOD_MS / 1_000, Stat: statistic },
  }));
}

/** The answers to `dataQueries`, by their place. A metric without data in a minute has no reading of it. */
export function readingsOf(
  queries: readonly MetricQuery[],
  results: readonly MetricDataResult[],
): Pick<Observation, SharedNames> & { readonly types: Readonly<Record<string, TypeMetrics>> } {
  const shared: Partial<Record<SharedNames, Series>> = {};
  const types: Record<string, Record<string, unknown> & { handedBack: Record<string, Series> }> = {};
  const byId = new Map(results.map((result) => [result.Id, result]));
  for (const [index, { type, name }] of queries.entries()) {
    const series = seriesOf(byId.get(`m${index}`));
    if (type === undefined) {
      shared[name as SharedNames] = series;
      continue;
    }
    types[type] ??= { handedBack: {} };
    if (name.startsWith('handedBack/')) types[type].handedBack[name.slice('handedBack/'.length)] = series;
    else types[type][name] = series;
  }
  return { ...shared, types };
}

/** CloudWatch names a minute by its beginning. */
function seriesOf({ Timestamps = [], Values = [] }: MetricDataResult = {}): Series {
  return Timestamps.map((at, index): Reading => ({ at: at.getTime() + PERIOD_MS, value: Values[index] ?? Number.NaN }));
}
