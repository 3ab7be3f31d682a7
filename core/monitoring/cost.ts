import type { ChainTopology } from '../chain/topology.ts';
import { PRICES } from '../prices.ts';
import { DEPENDENCY_CLASSES } from './error-classes.ts';
import type { Monitoring } from './monitoring.ts';
import { COUNT_METRICS } from './own-metrics.ts';
import { isGrouped, metricsOf, plannedMetrics } from './signal.ts';

/** What it costs to watch a stage. Dollars a month, whether anybody plays or not. */
export interface MonitoringCost {
  /** Metrics that alarms read: an alarm on metric math or on a query pays for each (AmazonCloudWatch, cloudwatch_billing). */
  readonly alarmMetrics: number;
  readonly composites: number;
  /** Metrics that services publish only on request, and our own. An upper bound: CloudWatch bills the hours with data. */
  readonly customMetrics: number;
  readonly dashboards: number;
  readonly total: number;
}

/** `EventCount`, which the alarms on source mappings read (lambda/latest/dg, monitoring-metrics-types). */
const MAPPING_METRICS = 6;
/** End-to-end latency, besides the counts. */
const OWN_METRICS = COUNT_METRICS.length + 1;

/** @param types event types of the stage */
export function monitoringCost({ alarms, composites }: Monitoring, types: number): MonitoringCost {
  const metrics = alarms.flatMap(({ signal }) => metricsOf(signal));
  const count = (of: typeof metrics): number => of.reduce((sum, metric) => sum + plannedMetrics(metric), 0);
  const alarmMetrics = count(metrics);
  // Kinesis bills a metric of a shard as a custom one (streams/latest/dev, monitoring-with-cloudwatch).
  const customMetrics = types * (MAPPING_METRICS + OWN_METRICS) + count(metrics.filter(isGrouped));
  const dashboards = 1;
  return {
    alarmMetrics,
    composites: composites.length,
    customMetrics,
    dashboards,
    total:
      alarmMetrics * PRICES.cloudWatchAlarmMonth.value +
      composites.length * PRICES.cloudWatchCompositeMonth.value +
      customMetrics * PRICES.cloudWatchMetricMonth.value +
      dashboards * PRICES.cloudWatchDashboardMonth.value,
  };
}

/** What it costs, or would, to watch each shard by itself where several are planned: a metric and an alarm. Dollars a month. */
export function shardCost({ types }: Pick<ChainTopology, 'types'>): number {
  const shards = types
    .filter(({ stream }) => stream.mode.value === 'PROVISIONED' && stream.shards.value > 1)
    .reduce((sum, { stream }) => sum + stream.shards.value, 0);
  return shards * (PRICES.cloudWatchMetricMonth.value + PRICES.cloudWatchAlarmMonth.value);
}

/** Runs of a month of 730 hours. */
const RUNS = 43_800;
/** Without an alarm it reads metrics each quarter of an hour. */
const READS = RUNS / 15;
/** Metrics of a type, and those that all types share (lambdas/governor/metric-queries.ts). */
const METRICS_OF_TYPE = 8 + DEPENDENCY_CLASSES.length;
const SHARED_METRICS = 2;
/** Half of a second at 256 MB; it waits for most of it. Assumed. */
const RUN_SECONDS = 0.5;
const MEMORY_GB = 0.25;
/** Its memory, of about 4 KB, is written once or twice a run. */
const WRITE_UNITS = 6;

/** What the governor costs while nothing happens. Dollars a month, besides its alarms; an alarm raised for an hour adds cents. */
export function governorCost(types: number): number {
  const metrics = READS * (types * METRICS_OF_TYPE + SHARED_METRICS) + RUNS;
  return (
    (metrics / 1_000) * PRICES.cloudWatchGetMetricDataThousand.value +
    RUNS * RUN_SECONDS * MEMORY_GB * PRICES.lambdaArmGbSecond.value +
    ((RUNS * WRITE_UNITS) / 1e6) * PRICES.dynamoDbWriteMillion.value
  );
}
