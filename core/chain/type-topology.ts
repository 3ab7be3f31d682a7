import { ASSUMED_TABLE_USE, meanUnits } from '../capacity/model/table-use.ts';
import type { TableThroughput } from '../capacity/model/throughput.ts';
import { type ChainStage, type ChainType, type Priority, type Processing, peakOf } from '../capacity/model/workload.ts';
import { EVENT_SOURCE } from './bus-entry-source.ts';
import {
  type EventChainTopology,
  eventChainTopology,
  type MappingProcessing,
  type RecordDemand,
  type RouteSettings,
} from './event-chain.ts';
import type { FunctionSettings } from './functions.ts';
import { leaderboardShardsOf } from './leaderboard.ts';
import { type Setting, setting } from './setting.ts';
import { demandOf, planStream } from './stream-and-source-mapping.ts';

/** At the expected peak. */
export interface TypeDemand extends RecordDemand {
  readonly eventsPerSecond: number;
  /** Requests with events of this type, if each type comes in requests of its own. */
  readonly requestsPerSecond: number;
  /** What a record takes of table and index, on the mean over the courses that it may take. */
  readonly recordUnits: TableThroughput;
}

/** The chain of one event type of the catalog. */
export interface TypeTopology extends EventChainTopology {
  /** Whether ingest rejects it: its chain handles what was accepted, and goes with the next deployment. */
  readonly retired: boolean;
  readonly priority: Priority;
  /** The expected peak, for which the type is sized. */
  readonly demand: TypeDemand;
}

/** Composes and sizes one type's chain in `stage`. */
export function typeTopology(type: ChainType, stage: ChainStage): TypeTopology {
  const chain = eventChainTopology({
    type: type.type,
    route: routeOf(type.type),
    plan: planStream(demandOf(type, stage)),
    streamCapacity: stage.streamCapacity,
    reservesConcurrency: stage.reservedConcurrency,
    objective: type.latencyObjective,
    floorShare: stage.elastic?.floor ?? 1,
    shardMetrics: stage.shardMetrics ?? false,
  });
  const eventsPerSecond = peakOf(type) * stage.trafficScale;
  const requestsPerSecond = eventsPerSecond / (type.traffic.meanEventsPerRequest ?? 1);
  const recordUnits = meanUnits(type.tableUse ?? ASSUMED_TABLE_USE, leaderboardShardsOf(stage));
  return {
    ...chain,
    retired: type.retired === true,
    priority: type.priority,
    demand: { eventsPerSecond, requestsPerSecond, ...chain.demand, recordUnits },
  };
}

/** How ingest addresses the entries that it publishes. */
function routeOf(type: string): RouteSettings {
  return {
    source: setting(EVENT_SOURCE, 'The source of every event that ingest publishes.'),
    detailType: setting(type, 'Ingest writes the event type there.'),
    // EventBridge's default is the event's id: no order, and not the partition key of the catalog.
    partitionKeyPath: setting('$.detail.partitionKey', 'Where ingest writes the value of the partition key.'),
  };
}

/** A setting by the name that `processing` of the catalog has for it. */
export function processingSetting(
  { mapping, handler }: Pick<EventChainTopology, 'mapping' | 'handler'>,
  name: keyof Processing,
): Setting<number | boolean | undefined> {
  return name in handler ? handler[name as keyof FunctionSettings] : mapping[name as keyof MappingProcessing];
}
