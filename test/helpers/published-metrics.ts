import {
  dimensionNames,
  isMath,
  type MetricSignal,
  type Signal,
  type Statistic,
  type Unit,
} from '../../core/monitoring/signal.ts';
import { isMetricsQuery, parseMetricsQuery } from '../../local/aws/services/alarms/metrics-insights.ts';
import type { Resource } from './templates.ts';

interface Published {
  /** Exactly these dimensions. */
  readonly dimensions: readonly string[];
  readonly statistics: readonly Statistic[];
  readonly unit: Unit;
}

const metric = (dimensions: readonly string[], statistics: readonly Statistic[], unit: Unit = 'Count'): Published => ({
  dimensions,
  statistics,
  unit,
});

const API = ['ApiName', 'Stage'];
const FUNCTION = ['FunctionName'];
const MAPPING = ['EventSourceMappingUUID'];
const STREAM = ['StreamName'];
const SHARD = ['StreamName', 'ShardId'];
const RULE = ['EventBusName', 'RuleName'];
const OWN_TYPE = ['stage', 'type'];

/**
 * What services publish that alarms of ours read: dimensions, statistics that mean something, unit. A metric that is not
 * here exists nowhere. A table's metrics may have GlobalSecondaryIndexName besides.
 */
const PUBLISHED: Readonly<Record<string, Readonly<Record<string, Published>>>> = {
  // apigateway/latest/developerguide/api-gateway-metrics-and-dimensions
  'AWS/ApiGateway': {
    Count: metric(API, ['Sum', 'SampleCount']),
    Latency: metric(API, ['p99', 'Average', 'Maximum'], 'Milliseconds'),
    '4XXError': metric(API, ['Sum', 'Average']),
    '5XXError': metric(API, ['Sum', 'Average']),
  },
  // lambda/latest/dg/monitoring-metrics-types, monitoring-metrics-view
  'AWS/Lambda': {
    Errors: metric(FUNCTION, ['Sum']),
    Invocations: metric(FUNCTION, ['Sum']),
    Throttles: metric(FUNCTION, ['Sum']),
    Duration: metric(FUNCTION, ['p99', 'Average', 'Maximum'], 'Milliseconds'),
    ConcurrentExecutions: metric(FUNCTION, ['Maximum']),
    ClaimedAccountConcurrency: metric([], ['Maximum']),
    IteratorAge: metric(FUNCTION, ['Maximum'], 'Milliseconds'),
    DestinationDeliveryFailures: metric(FUNCTION, ['Sum']),
    PolledEventCount: metric(MAPPING, ['Sum', 'SampleCount']),
    FailedInvokeEventCount: metric(MAPPING, ['Sum']),
    DroppedEventCount: metric(MAPPING, ['Sum']),
    OnFailureDestinationDeliveredEventCount: metric(MAPPING, ['Sum']),
  },
  // streams/latest/dev/monitoring-with-cloudwatch
  'AWS/Kinesis': {
    IncomingRecords: metric(STREAM, ['Sum']),
    IncomingBytes: metric(STREAM, ['Sum'], 'Bytes'),
    WriteProvisionedThroughputExceeded: metric(STREAM, ['Sum']),
    ReadProvisionedThroughputExceeded: metric(STREAM, ['Sum']),
  },
  // AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics
  'AWS/SQS': {
    ApproximateNumberOfMessagesVisible: metric(['QueueName'], ['Maximum']),
    ApproximateAgeOfOldestMessage: metric(['QueueName'], ['Maximum'], 'Seconds'),
  },
  // eventbridge/latest/userguide/eb-monitoring
  'AWS/Events': {
    FailedInvocations: metric(RULE, ['Sum']),
    InvocationsSentToDlq: metric(RULE, ['Sum']),
    InvocationsFailedToBeSentToDlq: metric(RULE, ['Sum']),
    RetryInvocationAttempts: metric(RULE, ['Sum']),
    IngestionToInvocationSuccessLatency: metric(RULE, ['p99', 'Maximum'], 'Milliseconds'),
    // For the account and region only.
    PutEventsApproximateThrottledCount: metric([], ['Sum']),
  },
  // amazondynamodb/latest/developerguide/metrics-dimensions
  'AWS/DynamoDB': {
    ReadThrottleEvents: metric(['TableName'], ['Sum']),
    WriteThrottleEvents: metric(['TableName'], ['Sum']),
    ConsumedReadCapacityUnits: metric(['TableName'], ['Sum']),
    ConsumedWriteCapacityUnits: metric(['TableName'], ['Sum']),
  },
  // lambdas/shared/aws/powertools-metrics.ts, lib/api/count-throttled.ts
  Cairn: {
    AuthorizerFaults: metric(['stage'], ['Sum']),
    RequestsThrottled: metric(['stage'], ['Average', 'Sum']),
    Accepted: metric(OWN_TYPE, ['Sum']),
    Processed: metric(OWN_TYPE, ['Sum']),
    Late: metric(OWN_TYPE, ['Sum']),
    Quarantined: metric(OWN_TYPE, ['Sum']),
    Shed: metric(OWN_TYPE, ['Sum']),
    EndToEndLatency: metric(OWN_TYPE, ['p99'], 'Milliseconds'),
  },
};

/** What streams publish besides, with another set of dimensions, if they have it in DesiredShardLevelMetrics. */
const PUBLISHED_BY_SHARD: Readonly<Record<string, Published>> = {
  // streams/latest/dev/monitoring-with-cloudwatch, "Enhanced Shard-level Metrics"
  IncomingRecords: metric(SHARD, ['Sum']),
  IncomingBytes: metric(SHARD, ['Sum'], 'Bytes'),
};

function publishedAs(namespace: string, metricName: string, dimensions: readonly string[]): Published | undefined {
  const ofShard = namespace === 'AWS/Kinesis' && dimensions.includes('ShardId');
  const byShard = ofShard ? PUBLISHED_BY_SHARD[metricName] : undefined;
  return byShard ?? PUBLISHED[namespace]?.[metricName];
}

/** Why a signal would never have data, or not what it means: one sentence a fault. */
export function signalFaults(signal: Signal): readonly string[] {
  if (isMath(signal)) return Object.values(signal.metrics).flatMap(metricFaults);
  const names = dimensionNames(signal);
  const published = publishedAs(signal.namespace, signal.metricName, names);
  const faults = metricFaults({ ...signal, dimensions: Object.fromEntries(names.map((name) => [name, ''])) });
  if (published === undefined || published.unit === signal.unit) return faults;
  return [...faults, `${signal.metricName} is in ${published.unit}, not in ${signal.unit}`];
}

/** Faults of a metric as a template has it: dimensions by name alone. */
export function metricFaults({
  namespace,
  metricName,
  dimensions,
  statistic,
}: Pick<MetricSignal, 'namespace' | 'metricName' | 'statistic'> & { readonly dimensions: object }): readonly string[] {
  const published = publishedAs(namespace, metricName, Object.keys(dimensions));
  if (published === undefined) return [`nothing publishes ${namespace} ${metricName}`];
  const optional = namespace === 'AWS/DynamoDB' ? ['GlobalSecondaryIndexName'] : [];
  const given = Object.keys(dimensions).filter((name) => !optional.includes(name));
  return [
    ...published.dimensions
      .filter((name) => !given.includes(name))
      .map((name) => `${metricName} lacks the dimension ${name}`),
    ...given
      .filter((name) => !published.dimensions.includes(name))
      .map((name) => `nothing publishes ${metricName} with the dimension ${name}`),
    ...(published.statistics.includes(statistic) ? [] : [`${statistic} of ${metricName} says nothing`]),
  ];
}

/** The metrics of an alarm in a template. */
export function metricsIn(properties: Resource['Properties']): readonly Parameters<typeof metricFaults>[0][] {
  const query = queryIn(properties);
  if (query !== undefined) {
    const { metric: of, groupBy } = parseMetricsQuery(query);
    return [{ ...of, statistic: of.statistic as Statistic, dimensions: { ...of.dimensions, [groupBy]: '' } }];
  }
  const stats = properties.Metrics?.flatMap(({ MetricStat }: Resource['Properties']) => MetricStat ?? []) ?? [
    { Metric: properties, Stat: properties.Statistic ?? properties.ExtendedStatistic },
  ];
  return stats.map(({ Metric, Stat }: Resource['Properties']) => ({
    namespace: Metric.Namespace,
    metricName: Metric.MetricName,
    statistic: Stat,
    dimensions: Object.fromEntries(
      (Metric.Dimensions ?? []).map(({ Name, Value }: Resource['Properties']) => [Name, Value]),
    ),
  }));
}

/** The query of Metrics Insights that an alarm watches, with a name for each reference. */
function queryIn({ Metrics = [] }: Resource['Properties']): string | undefined {
  const [{ Expression: expression } = { Expression: undefined }] = Metrics;
  const parts: readonly unknown[] = expression?.['Fn::Join']?.[1] ?? [expression];
  const text = parts.map((part) => (typeof part === 'string' ? part : 'name')).join('');
  return isMetricsQuery(text) ? text : undefined;
}
