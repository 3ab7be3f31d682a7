import { LIMITS } from '../../../core/limits.ts';
import { END_TO_END_LATENCY, METRICS_NAMESPACE, REQUESTS_THROTTLED } from '../../../core/monitoring/own-metrics.ts';
import type { LocalCloud } from '../../aws/template/local-cloud.ts';
import { conditionOf } from './condition.ts';
import type { ChainMap, HopFigures, LaneFigures, MapHop, MapLane } from './console-state.ts';
import { type WatchedHop, watchedAt } from './hop-alarms.ts';
import { HopMetrics } from './hop-metrics.ts';
import { RecentRates } from './recent-rates.ts';

type Measured = Omit<HopFigures, 'condition' | 'why'>;

const SHOWN_PERCENTILE = 95;

/** Measures the hops of the map from the services' own metrics, once a round. */
export class HopMeasures {
  readonly #cloud: LocalCloud;
  readonly #metrics: HopMetrics;
  readonly #rates = new RecentRates();

  constructor(cloud: LocalCloud) {
    this.#cloud = cloud;
    this.#metrics = new HopMetrics(cloud);
  }

  /** Forgets what was measured: a pause follows. */
  clear(): void {
    this.#rates.clear();
  }

  /** Begins a round. Each hop is measured once in it. */
  begin(): void {
    this.#rates.begin(this.#cloud.scheduler.now());
  }

  hops({ trunk, lanes, tables }: ChainMap, watched: readonly WatchedHop[]): Readonly<Record<string, HopFigures>> {
    const raised = this.#raised(watched);
    const all = [
      ...trunk.map((hop) => [hop, undefined] as const),
      ...lanes.flatMap((lane) => lane.hops.map((hop) => [hop, lane] as const)),
      ...tables.map((hop) => [hop, undefined] as const),
    ];
    return Object.fromEntries(
      all.map(([hop, lane]) => {
        const figures = this.#measure(hop, lane);
        const alarms = watchedAt(hop, raised).map(({ alarm }) => alarm);
        return [hop.id, { ...rounded(figures), ...conditionOf(hop, figures, alarms) }];
      }),
    );
  }

  lanes({ lanes }: ChainMap, stage: string): Readonly<Record<string, LaneFigures>> {
    return Object.fromEntries(
      lanes.map(({ type, objectivePercentile = SHOWN_PERCENTILE }) => {
        const total = this.#cloud.metrics.find(METRICS_NAMESPACE, END_TO_END_LATENCY, { stage, type })?.total;
        const latencyMs = this.#rates.percentile(`latency of ${type}`, total, objectivePercentile);
        const processed = this.#rates.perSecond(`processed ${type}`, total?.count ?? 0);
        return [type, rounded({ processed, ...(latencyMs !== undefined && { latencyMs }) })];
      }),
    );
  }

  /** Those whose alarm is raised. */
  #raised(watched: readonly WatchedHop[]): readonly WatchedHop[] {
    const names = new Set<string>();
    for (const { alarm, state } of this.#cloud.alarms.all()) {
      if (state === 'ALARM' && 'settings' in alarm) names.add(alarm.settings.name);
    }
    return names.size === 0 ? [] : watched.filter(({ name }) => names.has(name));
  }

  #measure(hop: MapHop, lane: MapLane | undefined): Measured {
    switch (hop.kind) {
      case 'api':
        return this.#api(hop);
      case 'ingest':
      case 'handler':
        return this.#function(hop);
      case 'bus':
        return this.#bus(hop);
      case 'rule':
        return this.#rule(hop);
      case 'stream':
        return this.#stream(hop);
      case 'mapping':
        return this.#mapping(hop, lane);
      case 'table':
        return this.#table(hop);
    }
  }

  #api(hop: MapHop): Measured {
    const stage = this.#cloud.gateways[0]?.settings.stage ?? '';
    const throttled = this.#cloud.metrics.find(METRICS_NAMESPACE, REQUESTS_THROTTLED, { stage });
    const rate = this.#passing(hop);
    return {
      rate,
      ...shareOf(rate, hop),
      ...this.#latency(hop),
      throttles: this.#rates.ofTotal(`${hop.id} throttled`, throttled?.total),
      errors: this.#rate(hop, 'AWS/ApiGateway', '5XXError'),
    };
  }

  #function(hop: MapHop): Measured {
    const { concurrent, environments } = this.#cloud.functions.load(hop.name);
    const rate = this.#passing(hop);
    return {
      rate,
      ...shareOf(hop.kind === 'handler' ? rate : concurrent, hop),
      ...this.#latency(hop),
      throttles: this.#rate(hop, 'AWS/Lambda', 'Throttles'),
      errors: this.#rate(hop, 'AWS/Lambda', 'Errors'),
      concurrent,
      ending: this.#rate(hop, 'AWS/Lambda', 'Invocations'),
      environments,
    };
  }

  #bus(hop: MapHop): Measured {
    const rate = this.#passing(hop);
    return {
      rate,
      ...shareOf(rate, hop),
      throttles: this.#rate(hop, 'AWS/Events', 'PutEventsApproximateThrottledCount'),
      errors: this.#rate(hop, 'AWS/Events', 'PutEventsFailedEntriesCount'),
    };
  }

  #rule(hop: MapHop): Measured {
    const total = (name: string): number => this.#metrics.of(hop, 'AWS/Events', name)?.total.sum ?? 0;
    const rate = this.#passing(hop);
    return {
      rate,
      ...shareOf(rate, hop),
      ...this.#latency(hop),
      // An entry that waits for another attempt was attempted, and counts as an invocation only at its end.
      backlog: total('InvocationAttempts') - total('RetryInvocationAttempts') - total('Invocations'),
      throttles: this.#rate(hop, 'AWS/Events', 'ThrottledRules'),
      errors: this.#rate(hop, 'AWS/Events', 'FailedInvocations'),
    };
  }

  #stream(hop: MapHop): Measured {
    const limit = hop.plan?.limit ?? LIMITS.kinesisShardRecordsPerSecond.value;
    const stream = this.#cloud.streams.all().find(({ settings }) => settings.name === hop.name);
    const shards = (stream?.openShards ?? []).map(({ id, written }) => {
      return this.#rates.perSecond(`${hop.id} ${id}`, written.records) / limit;
    });
    return {
      rate: this.#passing(hop),
      share: Math.max(0, ...shards),
      throttles: this.#rate(hop, 'AWS/Kinesis', 'WriteProvisionedThroughputExceeded'),
      errors: 0,
      shards: shards.map(significant),
    };
  }

  #mapping(hop: MapHop, lane: MapLane | undefined): Measured {
    const mapping = this.#cloud.mappings.find(({ settings }) => settings.functionName === hop.name);
    const oldestMs = mapping?.iteratorAgeMs() ?? 0;
    const givenUp = ['DroppedEventCount', 'OnFailureDestinationDeliveredEventCount'].map((name) =>
      this.#rates.ofTotal(`${hop.id} ${name}`, this.#metrics.ofMapping(hop, name)?.total),
    );
    return {
      rate: this.#passing(hop),
      ...(lane?.objectiveMs !== undefined && { share: oldestMs / lane.objectiveMs }),
      backlog: mapping?.unprocessed ?? 0,
      oldestMs,
      ...(mapping?.enabled === false && { reads: false }),
      throttles: 0,
      errors: givenUp.reduce((sum, each) => sum + each, 0),
    };
  }

  #table(hop: MapHop): Measured {
    const table = this.#cloud.tables.all().find(({ settings }) => settings.name === hop.name);
    const { writeUnits = 0, indexes } = table?.consumed ?? {};
    // The metric is sampled once a minute.
    const rate = this.#rates.perSecond(`${hop.id} writes`, writeUnits - (indexes?.writeUnits ?? 0));
    const throttled = ['ReadThrottleEvents', 'WriteThrottleEvents'].map((name) =>
      this.#rate(hop, 'AWS/DynamoDB', name),
    );
    return { rate, ...shareOf(rate, hop), throttles: throttled.reduce((sum, each) => sum + each, 0), errors: 0 };
  }

  #passing(hop: MapHop): number {
    return this.#rates.ofTotal(`${hop.id} rate`, this.#metrics.rate(hop)?.total);
  }

  #rate(hop: MapHop, namespace: string, name: string): number {
    return this.#rates.ofTotal(`${hop.id} ${name}`, this.#metrics.of(hop, namespace, name)?.total);
  }

  #latency(hop: MapHop): { readonly latencyMs?: number } {
    const total = this.#metrics.latency(hop)?.total;
    const latencyMs = this.#rates.percentile(`${hop.id} latency`, total, SHOWN_PERCENTILE);
    return latencyMs === undefined ? {} : { latencyMs };
  }
}

function shareOf(amount: number, { plan }: MapHop): { readonly share?: number } {
  return plan === undefined ? {} : { share: amount / plan.limit };
}

/** Three digits are as many as anybody reads; more would publish changes that nobody sees. */
function significant(value: number): number {
  return Number(value.toPrecision(3));
}

function rounded<T extends object>(figures: T): T {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, typeof value === 'number' ? significant(value) : value]),
  ) as T;
}
