import { yaceJob } from '../../../core/monitoring/prometheus/yace-names.ts';
import { dimensionNames, metricsOf, plannedMetrics, type Signal } from '../../../core/monitoring/signal.ts';
import { PRICES } from '../../../core/prices.ts';

const PERIOD_SECONDS = 60;
/** One period: YACE takes the newest point of this time, and would repeat a lone one as long as it is in there. */
const LENGTH_SECONDS = 60;
/** Points of CloudWatch arrive late, most of them within three minutes; a younger one may still grow. */
const DELAY_SECONDS = 180;

type Metric = ReturnType<typeof metricsOf>[number];

const MONTH_MINUTES = (365 * 24 * 60) / 12;

/** What a stage's metrics cost a month, where Prometheus scrapes YACE once a minute. Dollars. */
export function yaceCost(signals: readonly Signal[]): { readonly metrics: number; readonly dollars: number } {
  const distinct = new Map(
    signals.flatMap(metricsOf).map((metric) => [JSON.stringify(metric), plannedMetrics(metric)]),
  );
  const metrics = [...distinct.values()].reduce((sum, planned) => sum + planned, 0);
  const { value: dollarsPerThousand } = PRICES.cloudWatchGetMetricDataThousand;
  return { metrics, dollars: (metrics * MONTH_MINUTES * dollarsPerThousand) / 1_000 };
}

/**
 * Configuration of YACE 0.67.0: every metric that alarms read, and no other, because GetMetricData is paid by the metric.
 * `customNamespace` needs no tags and reads AWS's own namespaces too; `static` reads what has no dimension.
 */
export function yaceConfig(signals: readonly Signal[], region: string): object {
  const jobs = new Map<string, Metric[]>();
  for (const metric of signals.flatMap(metricsOf)) {
    const job = yaceJob(metric.namespace, dimensionNames(metric));
    jobs.set(job, [...(jobs.get(job) ?? []), metric]);
  }
  const made = [...jobs]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, metrics]) => jobOf(name, metrics, region));
  const isStatic = (job: object): boolean => !('dimensionNameRequirements' in job);
  return {
    apiVersion: 'v1alpha1',
    customNamespace: made.filter((job) => !isStatic(job)),
    static: made.filter(isStatic),
  };
}

function jobOf(name: string, metrics: readonly Metric[], region: string): object {
  const [first] = metrics;
  const dimensions = first === undefined ? [] : [...dimensionNames(first)].sort();
  const statistics = new Map<string, Set<string>>();
  for (const { metricName, statistic } of metrics) {
    statistics.set(metricName, (statistics.get(metricName) ?? new Set()).add(statistic));
  }
  return {
    name,
    namespace: first?.namespace,
    regions: [region],
    ...(dimensions.length > 0 && { dimensionNameRequirements: dimensions }),
    // Without data there is none: rules judge what is missing as CloudWatch does, and a latency of nothing is not 0.
    metrics: [...statistics].map(([metricName, of]) => ({
      name: metricName,
      statistics: [...of].sort(),
      period: PERIOD_SECONDS,
      length: LENGTH_SECONDS,
      delay: DELAY_SECONDS,
      nilToZero: false,
    })),
  };
}
