/** One metric's statistic over a time span. */
export interface MetricQuery {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Average`, `p99` … */
  readonly statistic: string;
}

/** The part of CloudWatch that the tools read. */
export interface MetricReader {
  /**
   * Each query's value over the whole span, in the queries' order; `undefined` if there is no datapoint. CloudWatch
   * counts by the minute, so the span is widened to full minutes.
   */
  over(queries: readonly MetricQuery[], fromMs: number, toMs: number): Promise<readonly (number | undefined)[]>;
  /**
   * Each query's values by the minute, in the queries' order: minutes since the epoch and value, without minutes that
   * have none.
   */
  byMinute(
    queries: readonly MetricQuery[],
    fromMs: number,
    toMs: number,
  ): Promise<readonly ReadonlyMap<number, number>[]>;
  /** The sets of dimensions that a metric has. */
  dimensions(namespace: string, name: string): Promise<readonly Readonly<Record<string, string>>[]>;
}

/** A query for one of Cairn's own metrics (docs: namespace `Cairn`, dimensions `stage` and `type`). */
export function cairnMetric(stage: string, type: string, name: string, statistic: string): MetricQuery {
  return { namespace: 'Cairn', name, dimensions: { stage, type }, statistic };
}
