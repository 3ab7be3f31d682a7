import { Histogram, type OpenMetricsContentType, type Registry } from 'prom-client';
import { END_TO_END_LATENCY, METRICS_NAMESPACE } from '../../../core/monitoring/own-metrics.ts';
import type { MetricStore } from '../../aws/services/metrics/metric-store.ts';
import { type Total, valueOfRank } from '../../aws/services/metrics/series.ts';

/** Upper bounds in seconds: from a fast API to a batch that waited as long as an update of a mapping. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

interface Latency {
  readonly name: string;
  readonly help: string;
  /** A metric in milliseconds. */
  readonly of: readonly [namespace: string, name: string];
  /** Labels, by the dimension. */
  readonly labels: Readonly<Record<string, string>>;
}

const LATENCIES: readonly Latency[] = [
  {
    name: 'cairn_event_end_to_end_seconds',
    help: 'From ingest to the stored effect of an event',
    of: [METRICS_NAMESPACE, END_TO_END_LATENCY],
    labels: { type: 'event_type' },
  },
  {
    name: 'cairn_api_request_duration_seconds',
    help: 'From a request to its answer, at the API',
    of: ['AWS/ApiGateway', 'Latency'],
    labels: {},
  },
  {
    name: 'cairn_function_duration_seconds',
    help: 'Of an invocation, without the start of its environment',
    of: ['AWS/Lambda', 'Duration'],
    labels: { FunctionName: 'function_name' },
  },
  {
    name: 'cairn_delivery_duration_seconds',
    help: 'From PutEvents to the target of a rule',
    of: ['AWS/Events', 'IngestionToInvocationSuccessLatency'],
    labels: { RuleName: 'rule_name' },
  },
];

/** Adds histograms of the latencies since the start. Values are exact to 5 %, as the services keep them. */
export function addLatencies(registry: Registry<OpenMetricsContentType>, metrics: MetricStore): void {
  const all = [...metrics.all()];
  for (const { name, help, of, labels } of LATENCIES) {
    const histogram = new CountedHistogram(name, help, Object.values(labels));
    for (const { namespace, name: metric, dimensions, total } of all) {
      if (total.count === 0 || total.ranks.length === 0 || namespace !== of[0] || metric !== of[1]) continue;
      const given = Object.entries(labels).map(([dimension, label]) => [label, dimensions[dimension] ?? '']);
      histogram.add(Object.fromEntries(given), total);
    }
    registry.registerMetric(histogram);
  }
}

/** A histogram of values that are counted already: prom-client's own observes them one by one. */
class CountedHistogram extends Histogram<string> {
  readonly #name: string;
  readonly #help: string;
  readonly #counted: { readonly labels: Readonly<Record<string, string>>; readonly total: Total }[] = [];

  constructor(name: string, help: string, labelNames: readonly string[]) {
    super({ name, help, labelNames: [...labelNames], buckets: BUCKETS, registers: [] });
    this.#name = name;
    this.#help = help;
  }

  add(labels: Readonly<Record<string, string>>, total: Total): void {
    this.#counted.push({ labels, total });
  }

  /** What the registry writes, and `get` begins with; prom-client's types leave it out. */
  async getForPromString(): Promise<object> {
    const values = this.#counted.flatMap(({ labels, total }) => [
      ...BUCKETS.map((le) => ({
        metricName: `${this.#name}_bucket`,
        labels: { le, ...labels },
        value: countUpTo(le, total),
      })),
      { metricName: `${this.#name}_bucket`, labels: { le: '+Inf', ...labels }, value: total.count },
      { metricName: `${this.#name}_sum`, labels, value: total.sum / 1_000 },
      { metricName: `${this.#name}_count`, labels, value: total.count },
    ]);
    return { name: this.#name, help: this.#help, type: 'histogram', aggregator: 'sum', values };
  }
}

function countUpTo(seconds: number, { ranks }: Total): number {
  let count = 0;
  for (let rank = 0; rank < ranks.length && valueOfRank(rank) <= seconds * 1_000; rank += 1) count += ranks[rank] ?? 0;
  return count;
}
