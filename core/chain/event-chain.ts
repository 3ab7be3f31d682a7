import type { LatencyObjective, Processing, StreamCapacity } from '../capacity/model/workload.ts';
import { LIMITS } from '../limits.ts';
import { round } from '../round.ts';
import { type FunctionSettings, reservation } from './functions.ts';
import { type Setting, setting } from './setting.ts';
import { QUEUE, type QueueSettings } from './storage.ts';
import type { StreamPlan } from './stream-and-source-mapping.ts';

/** Which entries of the bus a rule takes, and by what it puts them into a shard. */
export interface RouteSettings {
  readonly source: Setting<string>;
  readonly detailType: Setting<string>;
  /** Where an entry has the partition key of its record, such as `$.detail.partitionKey`. */
  readonly partitionKeyPath: Setting<string>;
}

/** How the bus puts a type's entries into its stream. */
export interface RuleSettings extends RouteSettings {
  /** 0–185. */
  readonly maximumRetryAttempts: Setting<number>;
  /** 60–86,400 s. */
  readonly maximumEventAgeSeconds: Setting<number>;
}

/** What Kinesis publishes of each shard on request, and bills by the shard. */
export type ShardMetric = 'IncomingRecords' | 'IncomingBytes';

export interface StreamSettings {
  readonly mode: Setting<'PROVISIONED' | 'ON_DEMAND'>;
  /** For the peak. Of an on-demand stream: what it is worth when it is new. ≥ 1. */
  readonly shards: Setting<number>;
  /** What the template creates; the governor grows the stream from it. ≥ 1. */
  readonly deployedShards: Setting<number>;
  /** 24–8,760 h. */
  readonly retentionHours: Setting<number>;
  /** What is watched of each shard by itself. */
  readonly shardMetric: Setting<ShardMetric | undefined>;
}

/** What the author of a type can set of its mapping; see `Processing` for the ranges. */
export type MappingProcessing = Omit<Processing, 'reservedConcurrency' | 'memoryMb' | 'timeoutSeconds'>;

export type MappingSettings = { readonly [Name in keyof MappingProcessing]: Setting<MappingProcessing[Name]> } & {
  readonly startingPosition: Setting<'TRIM_HORIZON'>;
  /** Whether the handler names the records that failed. */
  readonly reportBatchItemFailures: Setting<boolean>;
};

/** Records at the expected peak. */
export interface RecordDemand {
  readonly recordsPerSecond: number;
  readonly recordBytes: number;
  readonly eventsPerRecord: number;
}

/** One event type's way from the bus to its handler: what `EventChain` (lib/event-chain.ts) renders. */
export interface EventChainTopology {
  readonly type: string;
  readonly demand: RecordDemand;
  readonly rule: RuleSettings;
  readonly stream: StreamSettings;
  readonly mapping: MappingSettings;
  readonly handler: FunctionSettings;
  /** Of what the rule could not put into the stream. */
  readonly ruleFailures: QueueSettings;
  readonly objective: LatencyObjective;
}

/** What a chain is composed of. */
export interface EventChainParts {
  readonly type: string;
  readonly route: RouteSettings;
  readonly plan: StreamPlan;
  readonly streamCapacity: StreamCapacity;
  /** Whether the handler's invocations are taken out of the account's quota. */
  readonly reservesConcurrency: boolean;
  readonly objective: LatencyObjective;
  /** Share of the shards that is deployed. @default 1 */
  readonly floorShare?: number;
  /** Whether each shard is watched by itself. @default false */
  readonly shardMetrics?: boolean;
}

/** Composes one type's chain of its plan. */
export function eventChainTopology(parts: EventChainParts): EventChainTopology {
  const {
    type,
    route,
    plan,
    streamCapacity,
    reservesConcurrency,
    objective,
    floorShare = 1,
    shardMetrics = false,
  } = parts;
  const { recordsPerSecond, recordBytes, eventsPerRecord, shards, processing } = plan;
  const { reservedConcurrency, memoryMb, timeoutSeconds, ...mapping } = processing;
  const recordAge = mapping.maxRecordAgeSeconds.value;
  const handler = {
    memoryMb,
    timeoutSeconds,
    reservedConcurrency: reservation(reservedConcurrency, reservesConcurrency),
  };
  return {
    type,
    demand: { recordsPerSecond, recordBytes, eventsPerRecord },
    rule: { ...route, ...retriesOf(recordAge) },
    stream: {
      mode: modeOf(streamCapacity),
      shards,
      deployedShards: deployedOf(shards, floorShare),
      retentionHours: retentionOf(recordAge),
      shardMetric: shardMetricOf(shardMetrics, shards.value, recordBytes),
    },
    mapping: {
      ...mapping,
      // LATEST may miss events while a mapping is created or updated (lambda/latest/dg, services-kinesis-create).
      startingPosition: setting(
        'TRIM_HORIZON',
        'From the oldest record: LATEST may miss events while a mapping is made.',
      ),
      reportBatchItemFailures: setting(true, 'A batch is retried from its first record that failed, not as a whole.'),
    },
    handler,
    ruleFailures: QUEUE,
    objective,
  };
}

/**
 * A rule tries as long as EventBridge allows, but no longer than the type's record age: an event that its handler would
 * give up as too old is not worth delivering. @param recordAge of the type's mapping, in seconds; -1 for any age
 */
function retriesOf(recordAge: number): Pick<RuleSettings, 'maximumRetryAttempts' | 'maximumEventAgeSeconds'> {
  const most = LIMITS.eventBridgeRetrySeconds.value;
  const seconds = recordAge === -1 ? most : Math.min(most, recordAge);
  return {
    maximumRetryAttempts: setting(
      LIMITS.eventBridgeRetryAttempts.value,
      'As often as EventBridge allows: the age ends the retries.',
    ),
    maximumEventAgeSeconds: setting(
      seconds,
      `min(24 h, ${recordAge} s of record age) = ${seconds} s: the handler would give up an older record, so the rule sends the event to its dead-letter queue instead.`,
    ),
  };
}

function deployedOf({ value, reason }: Setting<number>, floorShare: number): Setting<number> {
  if (floorShare === 1) return setting(value, reason);
  const deployed = Math.max(1, Math.ceil(value * floorShare));
  return setting(
    deployed,
    `⌈${value} for the peak × ${floorShare} of elastic⌉ = ${deployed}: the governor has the rest before a hunt.`,
  );
}

function modeOf(streamCapacity: StreamCapacity): StreamSettings['mode'] {
  return setting(
    streamCapacity === 'on-demand' ? 'ON_DEMAND' : 'PROVISIONED',
    `Set by streamCapacity, ${streamCapacity}.`,
  );
}

function shardMetricOf(isWatched: boolean, shards: number, recordBytes: number): StreamSettings['shardMetric'] {
  if (!isWatched) return setting(undefined, 'Left out: it costs extra by the shard (shardMetrics of the stage).');
  if (shards === 1) return setting(undefined, 'Left out: what one shard takes is what its stream takes.');
  const evenBytes = LIMITS.kinesisShardBytesPerSecond.value / LIMITS.kinesisShardRecordsPerSecond.value;
  const metric = recordBytes > evenBytes ? 'IncomingBytes' : 'IncomingRecords';
  return setting(
    metric,
    `Set by shardMetrics of the stage. With ${round(recordBytes)} bytes a record a shard reaches its ${metric === 'IncomingBytes' ? '1 MiB/s before its 1,000 records/s' : '1,000 records/s before its 1 MiB/s'}.`,
  );
}

function retentionOf(recordAge: number): Setting<number> {
  const least = LIMITS.kinesisMinRetentionHours.value;
  const hours = Math.max(least, Math.ceil(recordAge / 3_600));
  return setting(
    hours,
    `max(${least} h, ⌈${recordAge} s of record age ÷ 3,600⌉) = ${hours} h: the stream keeps a record until Lambda gives it up; a longer retention costs extra.`,
  );
}
