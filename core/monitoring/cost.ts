import { PRICES } from '../prices.ts';
import type { Monitoring } from './monitoring.ts';
import { COUNT_METRICS } from './own-metrics.ts';
import { metricsOf } from './signal.ts';

/** What it costs to watch a stage. Dollars a month, whether anybody plays or not. */
export interface MonitoringCost {
  /** Metrics that alarms read: an alarm on metric math pays for each. */
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
  const alarmMetrics = alarms.reduce((sum, { signal }) => sum + metricsOf(signal).length, 0);
  const customMetrics = types * (MAPPING_METRICS + OWN_METRICS);
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
