import { ASSUMED_TABLE_USE, meanUnits } from '../capacity/model/table-use.ts';
import type { TableThroughput } from '../capacity/model/throughput.ts';
import { type ChainStage, type ChainType, type Processing, peakOf } from '../capacity/model/workload.ts';
import { LIMITS } from '../limits.ts';
import { type TypeAlarmSettings, typeAlarms } from './alarms.ts';
import { EVENT_SOURCE } from './event-source.ts';
import { type FunctionSettings, reservation } from './functions.ts';
import { leaderboardShardsOf } from './leaderboard.ts';
import { type Setting, setting } from './setting.ts';
import { QUEUE, type QueueSettings } from './storage.ts';
import { demandOf, planStream } from './stream-plan.ts';

/** How the bus puts a type's entries into its stream. */
export interface RuleSettings {
  readonly source: Setting<string>;
  readonly detailType: Setting<string>;
  /** Where an entry has the partition key of its record. */
  readonly partitionKeyPath: Setting<string>;
  /** 0–185. */
  readonly maximumRetryAttempts: Setting<number>;
  /** 60–86,400 s. */
  readonly maximumEventAgeSeconds: Setting<number>;
}

export interface StreamSettings {
  readonly mode: Setting<'PROVISIONED' | 'ON_DEMAND'>;
  /** Of an on-demand stream: what it is worth when it is new. ≥ 1. */
  readonly shards: Setting<number>;
  /** 24–8,760 h. */
  readonly retentionHours: Setting<number>;
}

/** What the author of a type can set of its mapping; see `Processing` for the ranges. */
export type MappingProcessing = Omit<Processing, 'reservedConcurrency' | 'memoryMb' | 'timeoutSeconds'>;

export type MappingSettings = { readonly [Name in keyof MappingProcessing]: Setting<MappingProcessing[Name]> } & {
  readonly startingPosition: Setting<'TRIM_HORIZON'>;
  /** Whether the handler names the records that failed. */
  readonly reportBatchItemFailures: Setting<boolean>;
};

/** At the expected peak. */
export interface TypeDemand {
  readonly eventsPerSecond: number;
  /** Of events of this type, as if each type came in requests of its own. */
  readonly requestsPerSecond: number;
  readonly recordsPerSecond: number;
  readonly recordBytes: number;
  readonly eventsPerRecord: number;
  /** What a record takes of table and index, on the mean over the courses that it may take. */
  readonly recordUnits: TableThroughput;
}

/** One event type's way from the bus to its handler. */
export interface TypeTopology {
  readonly type: string;
  /** Whether ingest rejects it: its chain handles what was accepted, and goes with the next deployment. */
  readonly retired: boolean;
  /** What it is sized for: the expected peak. */
  readonly demand: TypeDemand;
  readonly rule: RuleSettings;
  readonly stream: StreamSettings;
  readonly mapping: MappingSettings;
  readonly handler: FunctionSettings;
  /** Of what the rule could not put into the stream. */
  readonly ruleFailures: QueueSettings;
  readonly alarms: TypeAlarmSettings;
}

/** Composes and sizes one type's way in `stage`. */
export function typeTopology(type: ChainType, stage: ChainStage): TypeTopology {
  const { recordsPerSecond, recordBytes, eventsPerRecord, shards, processing } = planStream(demandOf(type, stage));
  const { reservedConcurrency, memoryMb, timeoutSeconds, ...mapping } = processing;
  const eventsPerSecond = peakOf(type) * stage.trafficScale;
  const requestsPerSecond = eventsPerSecond / (type.traffic.meanEventsPerRequest ?? 1);
  const recordUnits = meanUnits(type.tableUse ?? ASSUMED_TABLE_USE, leaderboardShardsOf(stage));
  const handler = { memoryMb, timeoutSeconds, reservedConcurrency: reservation(reservedConcurrency, stage) };
  return {
    type: type.type,
    retired: type.retired === true,
    demand: { eventsPerSecond, requestsPerSecond, recordsPerSecond, recordBytes, eventsPerRecord, recordUnits },
    rule: ruleOf(type.type, mapping.maxRecordAgeSeconds.value),
    stream: { mode: modeOf(stage), shards, retentionHours: retentionOf(mapping.maxRecordAgeSeconds.value) },
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
    alarms: typeAlarms(type, handler),
  };
}

/**
 * A rule tries as long as EventBridge allows, but no longer than the type's record age: an event that its handler would
 * give up as too old is not worth delivering. @param recordAge of the type's mapping, in seconds; -1 for any age
 */
function ruleOf(type: string, recordAge: number): RuleSettings {
  const most = LIMITS.eventBridgeRetrySeconds.value;
  const seconds = recordAge === -1 ? most : Math.min(most, recordAge);
  return {
    source: setting(EVENT_SOURCE, 'The source of every event that ingest publishes.'),
    detailType: setting(type, 'Ingest writes the event type there.'),
    // EventBridge's default would be the event's id: no order, and no partition key of the catalog's.
    partitionKeyPath: setting('$.detail.partitionKey', 'Where ingest writes the value of the partition key.'),
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

function modeOf({ streamCapacity }: ChainStage): StreamSettings['mode'] {
  const reason = `Set by the stage's streamCapacity, ${streamCapacity}.`;
  return setting(streamCapacity === 'on-demand' ? 'ON_DEMAND' : 'PROVISIONED', reason);
}

function retentionOf(recordAge: number): Setting<number> {
  const least = LIMITS.kinesisMinRetentionHours.value;
  const hours = Math.max(least, Math.ceil(recordAge / 3_600));
  return setting(
    hours,
    `max(${least} h, ⌈${recordAge} s of record age ÷ 3,600⌉) = ${hours} h: the stream keeps a record until Lambda gives it up; a longer retention costs extra.`,
  );
}

/** A setting by the name that `processing` of the catalog has for it. */
export function processingSetting(
  { mapping, handler }: Pick<TypeTopology, 'mapping' | 'handler'>,
  name: keyof Processing,
): Setting<number | boolean | undefined> {
  return name in handler ? handler[name as keyof FunctionSettings] : mapping[name as keyof MappingProcessing];
}
