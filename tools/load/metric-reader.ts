import type { EndToEnd, ObjectivePercentiles } from './pipeline.ts';

/** One metric's statistic over a span. */
export interface MetricQuery {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Average`, `p99` … */
  readonly statistic: string;
}

/** CloudWatch, as far as it is read here. */
export interface MetricReader {
  /**
   * Each query's value over the whole span, in the queries' order; `undefined` where there is no datapoint. CloudWatch
   * counts by the minute: the span is widened to full minutes.
   */
  over(queries: readonly MetricQuery[], fromMs: number, toMs: number): Promise<readonly (number | undefined)[]>;
}

/** Cairn's own metrics (docs: namespace `Cairn`, dimensions `stage` and `type`). */
export function cairnMetric(stage: string, type: string, name: string, statistic: string): MetricQuery {
  return { namespace: 'Cairn', name, dimensions: { stage, type }, statistic };
}

/** The latency to the effect of each type, by the handlers' own metric. */
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
