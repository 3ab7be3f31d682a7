import type { Dimensions, MetricStore } from '../metrics/metric-store.ts';
import { MINUTE_MS } from '../metrics/series.ts';
import { percentOf, statisticNamed } from '../metrics/statistic.ts';
import {
  isObject,
  type JsonObject,
  type Operations,
  objectList,
  optionalNumber,
  optionalText,
  requiredText,
} from '../operation.ts';
import { pageOf } from '../page.ts';
import { ServiceError } from '../service-error.ts';
import { NO_ACTIONS } from './actions.ts';
import type { AlarmStanding, Alarms } from './alarms.ts';
import type { MetricAlarmSettings } from './metric-alarm.ts';
import type { MetricStat } from './watched.ts';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
const METRICS_A_PAGE = 500;
/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const ALARMS_A_PAGE = 50;

/** `GraniteServiceVersion20100801.*`. */
export function cloudWatchOperations(metrics: MetricStore, alarms: Alarms): Operations {
  return {
    GetMetricData: (input) => {
      const from = time(input, 'StartTime');
      const to = time(input, 'EndTime');
      return {
        MetricDataResults: objectList(input, 'MetricDataQueries')
          .filter(({ ReturnData }) => ReturnData !== false)
          .map((query) => answerQuery(metrics, query, from, to, input.ScanBy !== 'TimestampAscending')),
        Messages: [],
      };
    },
    ListMetrics: (input) => {
      const namespace = optionalText(input, 'Namespace');
      const name = optionalText(input, 'MetricName');
      const found = [...metrics.all()].filter(
        (series) =>
          (namespace === undefined || series.namespace === namespace) &&
          (name === undefined || series.name === name) &&
          hasDimensions(series.dimensions, objectList(input, 'Dimensions')),
      );
      const { items, next } = pageOf(found, METRICS_A_PAGE, optionalText(input, 'NextToken'), invalidToken);
      return {
        Metrics: items.map((series) => ({
          Namespace: series.namespace,
          MetricName: series.name,
          Dimensions: dimensionList(series.dimensions),
        })),
        ...(next !== undefined && { NextToken: next }),
      };
    },
    DescribeAlarms: (input) => {
      const names = Array.isArray(input.AlarmNames) ? input.AlarmNames : undefined;
      const prefix = optionalText(input, 'AlarmNamePrefix') ?? '';
      const state = optionalText(input, 'StateValue');
      const types = Array.isArray(input.AlarmTypes) ? input.AlarmTypes : ['MetricAlarm'];
      const described = alarms
        .all()
        .filter((standing) => state === undefined || standing.state === state)
        .filter(({ alarm }) => types.includes('settings' in alarm ? 'MetricAlarm' : 'CompositeAlarm'))
        .map((standing) => ({ standing, body: describe(standing) }))
        .filter(({ body }) => {
          const name = String(body.AlarmName);
          return names === undefined ? name.startsWith(prefix) : names.includes(name);
        });
      const size = optionalNumber(input, 'MaxRecords') ?? ALARMS_A_PAGE;
      const { items, next } = pageOf(described, size, optionalText(input, 'NextToken'), invalidToken);
      const bodies = (isMetric: boolean): JsonObject[] =>
        items.filter(({ standing }) => 'settings' in standing.alarm === isMetric).map(({ body }) => body);
      return {
        MetricAlarms: bodies(true),
        CompositeAlarms: bodies(false),
        ...(next !== undefined && { NextToken: next }),
      };
    },
  };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
function answerQuery(
  metrics: MetricStore,
  query: JsonObject,
  from: number,
  to: number,
  newestFirst: boolean,
): JsonObject {
  const { MetricStat: stat } = query;
  if (!isObject(stat) || !isObject(stat.Metric)) {
    throw new ServiceError(
      'InvalidParameterValueException',
      'not implemented by the local runtime: CloudWatch.GetMetricData with Expression',
    );
  }
  const seconds = optionalNumber(stat, 'Period') ?? 0;
  if (seconds < 60 || seconds % 60 !== 0) {
    throw new ServiceError(
      'InvalidParameterValueException',
      `Period ${seconds} must be a multiple of 60; the local runtime stores values by minute.`,
    );
  }
  const statistic = statisticNamed(requiredText(stat, 'Stat'));
  const name = requiredText(stat.Metric, 'MetricName');
  const series = metrics.find(requiredText(stat.Metric, 'Namespace'), name, dimensionsOf(stat.Metric));
  const points: [number, number][] = [];
  const periodMs = seconds * 1_000;
  for (let start = Math.floor(from / MINUTE_MS) * MINUTE_MS; start < to; start += periodMs) {
    const datapoint = series?.between(start, start + periodMs, metrics.clock.now());
    if (datapoint !== undefined) points.push([start / 1_000, statistic(datapoint)]);
  }
  if (newestFirst) points.reverse();
  return {
    Id: requiredText(query, 'Id'),
    Label: optionalText(query, 'Label') ?? name,
    Timestamps: points.map(([at]) => at),
    Values: points.map(([, value]) => value),
    StatusCode: 'Complete',
  };
}

function time(input: JsonObject, name: string): number {
  const seconds = optionalNumber(input, name);
  if (seconds !== undefined) return seconds * 1_000;
  throw new ServiceError('MissingRequiredParameterException', `The parameter ${name} is required.`);
}

function dimensionsOf(metric: JsonObject): Dimensions {
  return Object.fromEntries(
    objectList(metric, 'Dimensions').map((dimension) => [
      requiredText(dimension, 'Name'),
      requiredText(dimension, 'Value'),
    ]),
  );
}

/** Returns whether each filter matches a dimension; a filter without a value matches any value. */
function hasDimensions(dimensions: Dimensions, filters: readonly JsonObject[]): boolean {
  return filters.every((filter) => {
    const value = dimensions[requiredText(filter, 'Name')];
    const wanted = optionalText(filter, 'Value');
    return value !== undefined && (wanted === undefined || value === wanted);
  });
}

function invalidToken(): ServiceError {
  return new ServiceError('InvalidNextToken', 'NextToken is not from an answer of this operation.');
}

function dimensionList(dimensions: Dimensions): JsonObject[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}

function describe({ alarm, state, reason, since, suppressedBy }: AlarmStanding): JsonObject {
  const { actions = NO_ACTIONS } = 'settings' in alarm ? alarm.settings : alarm;
  const standing = {
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: since / 1_000,
    ActionsEnabled: actions.enabled,
    AlarmActions: actions.onAlarm,
    OKActions: actions.onOk,
    InsufficientDataActions: actions.onInsufficientData,
  };
  if (!('settings' in alarm)) {
    const { name, arn, description, rule, suppressor } = alarm;
    return {
      AlarmName: name,
      AlarmArn: arn,
      AlarmDescription: description,
      AlarmRule: rule,
      ...(suppressor !== undefined && {
        ActionsSuppressor: suppressor.alarmName,
        ActionsSuppressorWaitPeriod: suppressor.waitMs / 1_000,
        ActionsSuppressorExtensionPeriod: suppressor.extensionMs / 1_000,
      }),
      ...(suppressedBy !== undefined && { ActionsSuppressedBy: suppressedBy }),
      ...standing,
    };
  }
  const { settings } = alarm;
  return {
    AlarmName: settings.name,
    AlarmArn: settings.arn,
    AlarmDescription: settings.description,
    ...describeWatched(settings),
    EvaluationPeriods: settings.evaluationPeriods,
    DatapointsToAlarm: settings.datapointsToAlarm,
    Threshold: settings.threshold,
    ComparisonOperator: settings.comparison,
    TreatMissingData: alarm.missingData,
    ...(settings.lowSamples !== undefined && { EvaluateLowSampleCountPercentile: settings.lowSamples }),
    ...standing,
  };
}

function describeWatched({ watched, periodSeconds }: MetricAlarmSettings): JsonObject {
  if ('query' in watched) {
    return { Metrics: [{ Id: 'query', Expression: watched.query, Period: periodSeconds, ReturnData: true }] };
  }
  if ('expression' in watched) {
    const { expression, metrics } = watched;
    const stats = Object.entries(metrics).map(([Id, stat]) => ({
      Id,
      MetricStat: { Metric: describeMetric(stat), Period: periodSeconds, Stat: stat.statistic },
      ReturnData: false,
    }));
    return { Metrics: [{ Id: 'expression', Expression: expression, ReturnData: true }, ...stats] };
  }
  const { statistic } = watched;
  return {
    ...describeMetric(watched),
    ...(percentOf(statistic) === undefined ? { Statistic: statistic } : { ExtendedStatistic: statistic }),
    Period: periodSeconds,
  };
}

function describeMetric({ namespace, metricName, dimensions }: MetricStat): JsonObject {
  return { Namespace: namespace, MetricName: metricName, Dimensions: dimensionList(dimensions) };
}
