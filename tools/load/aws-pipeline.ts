import type { Clock } from '../../core/scheduler/scheduler.ts';
import { cairnMetric, type MetricReader } from '../shared/cloudwatch/metric-reader.ts';
import { endToEndFrom } from './end-to-end.ts';
import { NO_COUNTS, type ObjectivePercentiles, type Pipeline, type PipelineCounts } from './pipeline.ts';

/** Cairn's counting metrics that show the outcome of events. Dead letters are records and have no count of events. */
const COUNTED = {
  accepted: 'Accepted',
  rejected: 'Rejected',
  throttled: 'Throttled',
  shed: 'Shed',
  processed: 'Processed',
  quarantined: 'Quarantined',
} as const satisfies Partial<Record<keyof PipelineCounts, string>>;

/**
 * Reads the functions' own metrics in CloudWatch, by the minute. Also counts what others send in the same minutes; an
 * event that a handler received twice counts as processed twice.
 */
export class AwsPipeline implements Pipeline {
  readonly source: string;
  readonly #metrics: MetricReader;
  readonly #stage: string;
  readonly #types: readonly string[];
  readonly #clock: Clock;
  #from = 0;

  constructor(metrics: MetricReader, stage: string, types: readonly string[], clock: Clock) {
    this.source = `CloudWatch, namespace Cairn, stage ${stage}`;
    this.#metrics = metrics;
    this.#stage = stage;
    this.#types = types;
    this.#clock = clock;
  }

  async begin(): Promise<void> {
    this.#from = this.#clock.now();
  }

  async counts(): Promise<Readonly<Record<string, PipelineCounts>>> {
    const names = Object.entries(COUNTED);
    const queries = this.#types.flatMap((type) =>
      names.map(([, metric]) => cairnMetric(this.#stage, type, metric, 'Sum')),
    );
    const values = await this.#metrics.over(queries, this.#from, this.#clock.now());
    return Object.fromEntries(
      this.#types.map((type, index) => {
        const counted = names.map(([name], at) => [name, values[index * names.length + at] ?? 0]);
        return [type, { ...NO_COUNTS, ...Object.fromEntries(counted) }];
      }),
    );
  }

  endToEnd(fromMs: number, toMs: number, percentiles: ObjectivePercentiles): ReturnType<Pipeline['endToEnd']> {
    return endToEndFrom(this.#metrics, this.#stage, fromMs, toMs, percentiles);
  }
}
