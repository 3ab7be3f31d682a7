import type { Series } from '../../aws/services/metrics/series.ts';
import type { LocalCloud } from '../../aws/template/local-cloud.ts';
import type { HopKind, MapHop } from './console-state.ts';

type Dimensions = Readonly<Record<string, string>>;

/** The metric that counts what passes a hop. */
const RATES: Readonly<Record<HopKind, readonly [namespace: string, name: string]>> = {
  api: ['AWS/ApiGateway', 'Count'],
  ingest: ['AWS/Lambda', 'Invocations'],
  bus: ['AWS/Events', 'PutEventsApproximateCallCount'],
  rule: ['AWS/Events', 'SuccessfulInvocationAttempts'],
  stream: ['AWS/Kinesis', 'IncomingRecords'],
  mapping: ['AWS/Lambda', 'InvokedEventCount'],
  handler: ['AWS/Lambda', 'InvokedEventCount'],
  table: ['AWS/DynamoDB', 'ConsumedWriteCapacityUnits'],
};

/** The metric of the time that a hop takes. */
const LATENCIES: Readonly<Partial<Record<HopKind, readonly [namespace: string, name: string]>>> = {
  api: ['AWS/ApiGateway', 'Latency'],
  ingest: ['AWS/Lambda', 'Duration'],
  rule: ['AWS/Events', 'IngestionToInvocationSuccessLatency'],
  mapping: ['AWS/Lambda', 'IteratorAge'],
  handler: ['AWS/Lambda', 'Duration'],
};

/** Finds the services' metrics of the hops. */
export class HopMetrics {
  readonly #cloud: Pick<LocalCloud, 'metrics' | 'gateways' | 'mappings'>;
  /** Metrics that were searched for, by what was searched: a search looks at all of them. */
  readonly #found = new Map<string, Series>();

  constructor(cloud: Pick<LocalCloud, 'metrics' | 'gateways' | 'mappings'>) {
    this.#cloud = cloud;
  }

  /** `undefined` until something was counted. */
  rate(hop: MapHop): Series | undefined {
    const [namespace, name] = RATES[hop.kind];
    if (name === 'InvokedEventCount') return this.ofMapping(hop, name);
    return this.of(hop, namespace, name);
  }

  latency(hop: MapHop): Series | undefined {
    const metric = LATENCIES[hop.kind];
    return metric === undefined ? undefined : this.of(hop, ...metric);
  }

  /** A metric of the hop's resource. */
  of(hop: MapHop, namespace: string, name: string): Series | undefined {
    switch (hop.kind) {
      case 'api':
        return this.#amongThese(namespace, name, { Stage: this.#cloud.gateways[0]?.settings.stage ?? '' });
      case 'rule':
        return this.#amongThese(namespace, name, { RuleName: hop.name });
      case 'bus':
        return this.#cloud.metrics.find(namespace, name, {});
      case 'stream':
        return this.#cloud.metrics.find(namespace, name, { StreamName: hop.name });
      case 'table':
        return this.#cloud.metrics.find(namespace, name, { TableName: hop.name });
      case 'ingest':
      case 'mapping':
      case 'handler':
        return this.#cloud.metrics.find(namespace, name, { FunctionName: hop.name });
    }
  }

  /** A metric of the mapping that invokes the hop's function. */
  ofMapping(hop: MapHop, name: string): Series | undefined {
    const mapping = this.#cloud.mappings.find(({ settings }) => settings.functionName === hop.name);
    const EventSourceMappingUUID = mapping?.settings.uuid ?? '';
    return this.#cloud.metrics.find('AWS/Lambda', name, { EventSourceMappingUUID });
  }

  /** The metric whose dimensions have this one among them. */
  #amongThese(namespace: string, name: string, given: Dimensions): Series | undefined {
    const [[key = '', value = ''] = []] = Object.entries(given);
    const searched = `${namespace} ${name} ${value}`;
    const known = this.#found.get(searched);
    if (known !== undefined) return known;
    for (const series of this.#cloud.metrics.all()) {
      if (series.namespace !== namespace || series.name !== name || series.dimensions[key] !== value) continue;
      this.#found.set(searched, series);
      return series;
    }
    return undefined;
  }
}
