import { cairnMetric, type MetricReader } from '../shared/cloudwatch/metric-reader.ts';
import type { EndToEnd, ObjectivePercentiles } from './pipeline.ts';

/** Latency to the stored effect, by type, from the handlers' own metric. */
export async function endToEndFrom(
  metrics: MetricReader,
  stage: string,
  fromMs: number,
  toMs: number,
  percentiles: ObjectivePercentiles,
): Promise<Readonly<Record<string, EndToEnd>>> {
  const types = Object.entries(percentiles);
  const queries = types.flatMap(([type, percentile]) =>
    ['p50', `p${percentile}`, 'p99'].map((statistic) => cairnMetric(stage, type, 'EndToEndLatency', statistic)),
  );
  const values = await metrics.over(queries, fromMs, toMs);
  return Object.fromEntries(
    types.flatMap(([type, percentile], index): [string, EndToEnd][] => {
      const [p50Ms, percentileMs, p99Ms] = values.slice(index * 3, index * 3 + 3);
      if (p50Ms === undefined || percentileMs === undefined || p99Ms === undefined) return [];
      return [[type, { p50Ms, percentile, percentileMs, p99Ms }]];
    }),
  );
}
