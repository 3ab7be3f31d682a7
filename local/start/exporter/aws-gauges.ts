import { Gauge, type OpenMetricsContentType, type Registry } from 'prom-client';
import { yaceJob, yaceLabel, yaceName } from '../../../core/monitoring/prometheus/yace-names.ts';
import type { AlarmStanding } from '../../aws/services/alarms/alarms.ts';
import { metricsOf } from '../../aws/services/alarms/watched.ts';
import type { MetricStore } from '../../aws/services/metrics/metric-store.ts';
import { MINUTE_MS } from '../../aws/services/metrics/series.ts';
import { statisticNamed } from '../../aws/services/metrics/statistic.ts';

export interface Home {
  readonly account: string;
  readonly region: string;
}

/**
 * Adds AWS's metrics under the names and labels that YACE gives them: each metric of which an alarm reads a statistic, with
 * the value of the last whole minute. Without data in that minute there is no series.
 * @param now milliseconds since the epoch
 */
export function addAwsGauges(
  registry: Registry<OpenMetricsContentType>,
  {
    metrics,
    alarms,
    now,
  }: { readonly metrics: MetricStore; readonly alarms: readonly AlarmStanding[]; readonly now: number },
  { account, region }: Home,
): void {
  const end = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const statistics = statisticsIn(alarms);
  const gauges = new Map<string, Gauge>();
  for (const series of metrics.all()) {
    const { namespace, name, dimensions } = series;
    const wanted = statistics.get(`${namespace}/${name}`);
    const datapoint = wanted === undefined ? undefined : series.between(end - MINUTE_MS, end);
    if (wanted === undefined || datapoint === undefined) continue;
    for (const statistic of wanted) {
      const gaugeName = yaceName(namespace, name, statistic);
      const gauge =
        gauges.get(gaugeName) ??
        new Gauge({
          name: gaugeName,
          help: `${statistic} of ${namespace} ${name} in the last whole minute`,
          labelNames: labelsIn(metrics, namespace, name),
          registers: [registry],
        });
      gauges.set(gaugeName, gauge);
      const labels = Object.entries(dimensions).map(([dimension, value]) => [yaceLabel(dimension), value]);
      gauge.set(
        {
          name: yaceJob(namespace, Object.keys(dimensions)),
          region,
          account_id: account,
          ...Object.fromEntries(labels),
        },
        statisticNamed(statistic)(datapoint),
      );
    }
  }
}

/** By namespace and name, the statistics that alarms read. */
function statisticsIn(alarms: readonly AlarmStanding[]): ReadonlyMap<string, ReadonlySet<string>> {
  const statistics = new Map<string, Set<string>>();
  for (const { alarm } of alarms) {
    if (!('settings' in alarm)) continue;
    for (const { namespace, metricName, statistic } of metricsOf(alarm.settings.watched)) {
      const key = `${namespace}/${metricName}`;
      statistics.set(key, (statistics.get(key) ?? new Set()).add(statistic));
    }
  }
  return statistics;
}

function labelsIn(metrics: MetricStore, namespace: string, name: string): readonly string[] {
  const labels = new Set(['name', 'region', 'account_id']);
  for (const series of metrics.all()) {
    if (series.namespace !== namespace || series.name !== name) continue;
    for (const dimension of Object.keys(series.dimensions)) labels.add(yaceLabel(dimension));
  }
  return [...labels];
}
