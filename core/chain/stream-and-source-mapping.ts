import { ASSUMED_MEMORY_MB, type ServiceTime, batchMs as timeOfBatch } from '../capacity/model/service-time.ts';
import { CATCH_UP_FACTOR, lanesOfShard, shareOnTop } from '../capacity/model/spread.ts';
import type {
  ChainStage,
  ChainType,
  LatencyObjective,
  Priority,
  Processing,
  StreamCapacity,
  Traffic,
} from '../capacity/model/workload.ts';
import { LAST_ATTEMPT } from '../handler-limits.ts';
import { LIMITS } from '../limits.ts';
import { round } from '../round.ts';
import type { Setting } from './setting.ts';

/** One event type's stream, source mapping and function, sized. */
export interface StreamPlan {
  readonly recordsPerSecond: number;
  readonly recordBytes: number;
  readonly eventsPerRecord: number;
  readonly shards: Setting<number>;
  readonly processing: { readonly [Name in keyof Processing]: Setting<Processing[Name]> };
}

export interface StreamDemand {
  readonly traffic: Omit<Traffic, 'shape'>;
  readonly priority: Priority;
  readonly latencyObjective: LatencyObjective;
  /** 1–100. */
  readonly maxEventsPerEntry: number;
  /** Bytes that the publisher adds to an event. ≥ 0. @default those of ingest's stamps */
  readonly stampBytes?: number;
  /** What the author set; the rest is derived. */
  readonly processing: Partial<Processing>;
  /** Multiple of the catalog's traffic that the stage expects. Above 0. */
  readonly trafficScale: number;
  /** Measured. @default assumed */
  readonly serviceTime?: ServiceTime;
  /** Share of the events that the busiest value of the partition key has on top of its even share. 0–1. */
  readonly shareOfKey: number;
  /** A fixed number of shards. @default derived from the traffic */
  readonly fixedShards?: number;
  /** Plans the chain for the former traffic, but counts no records. @default false */
  readonly retired?: boolean;
}

/** Bytes that ingest's stamps add to an event, and that EventBridge's envelope adds to an entry. */
export const STAMP_BYTES = 160;
export const ENVELOPE_BYTES = 350;
/**
 * Bytes of an entry as EventBridge bills it, without its events and the commas between them: source, type, partition
 * key and their JSON frame.
 */
export const ENTRY_HEAD_BYTES = 100;
const MAX_TIMEOUT_SECONDS = LIMITS.lambdaTimeoutSeconds.value;
/** Lambda's value for "retry until the record is too old". */
export const UNTIL_TOO_OLD = -1;
/** Constants from which the settings are derived that the catalog leaves open. */
export const SIZING = {
  /** Largest utilisation of a shard at peak, so that a second's burst inside a minute's mean still fits. */
  shardUtilisation: 0.7,
  /** Most records in a batch. */
  batchSize: 100,
  /** A batch may take the latency objective ÷ this. */
  batchesInObjective: 4,
  /** Least timeout in seconds, and batches that fit into a timeout. */
  timeoutSeconds: 30,
  batchesInTimeout: 10,
  /** Reserved concurrency ÷ batches that run at once: a fifth more for retries and deployments. */
  reservation: 1.2,
  /** By priority, in seconds. */
  recordAgeSeconds: { critical: 12 * 3_600, normal: 6 * 3_600, sheddable: 900 } satisfies Record<Priority, number>,
} as const;

/** What an event type demands of its stream in `stage`. */
export function demandOf(type: ChainType, stage: ChainStage): StreamDemand {
  const { traffic, priority, latencyObjective, maxEventsPerEntry, processing } = type;
  return {
    traffic,
    priority,
    latencyObjective,
    maxEventsPerEntry,
    processing,
    trafficScale: stage.trafficScale,
    shareOfKey: shareOnTop(type),
    ...(type.serviceTime !== undefined && { serviceTime: type.serviceTime }),
    ...(type.retired === true && { retired: true }),
    ...fixedShards(stage.streamCapacity),
  };
}

/** The shards that a capacity fixes, whatever the traffic. */
export function fixedShards(streamCapacity: StreamCapacity): Pick<StreamDemand, 'fixedShards'> {
  if (streamCapacity === 'one-shard') return { fixedShards: 1 };
  return streamCapacity === 'on-demand' ? { fixedShards: LIMITS.kinesisOnDemandInitialShards.value } : {};
}

/** Sizes the stream, source mapping and function of one event type. Pure: the same demand gives the same plan. */
export function planStream(demand: StreamDemand): StreamPlan {
  const { traffic, latencyObjective, serviceTime } = demand;
  const stampedBytes = traffic.meanBytes + (demand.stampBytes ?? STAMP_BYTES);
  const eventsThatFit = Math.floor((LIMITS.eventBridgeBilledBytes.value - ENTRY_HEAD_BYTES + 1) / (stampedBytes + 1));
  const eventsPerEntry = meanEventsPerEntry(
    traffic.meanEventsPerRequest ?? 1,
    Math.min(demand.maxEventsPerEntry, Math.max(1, eventsThatFit)),
  );
  const recordsPerSecond = (traffic.peakEventsPerSecond * demand.trafficScale) / eventsPerEntry;
  const recordBytes = eventsPerEntry * stampedBytes + ENVELOPE_BYTES;
  const shards = planShards(recordsPerSecond, recordBytes, demand.fixedShards);

  const memoryMb = choose(
    demand.processing.memoryMb,
    ASSUMED_MEMORY_MB,
    () => '1,024 MB is 0.58 of a vCPU: enough that JSON and TLS do not dominate a batch of table writes.',
  );
  const invocationMs = timeOfBatch(0, memoryMb.value, serviceTime);
  const recordMs = timeOfBatch(1, memoryMb.value, serviceTime) - invocationMs;
  const batchBudgetMs = latencyObjective.milliseconds / SIZING.batchesInObjective;
  const batchSize = choose(
    demand.processing.batchSize,
    clamp(Math.floor((batchBudgetMs - invocationMs) / recordMs), 1, SIZING.batchSize),
    (value) =>
      `min(${SIZING.batchSize}, (${latencyObjective.milliseconds} ms objective ÷ ${SIZING.batchesInObjective} − ${round(invocationMs)} ms) ÷ ${round(recordMs)} ms a record) = ${value}: a batch takes at most a quarter of the latency objective.`,
  );
  const fullBatch = Math.min(batchSize.value, recordsPerInvocation(recordBytes));
  const batchMs = timeOfBatch(fullBatch, memoryMb.value, serviceTime);
  const shardRate = (fullBatch / batchMs) * 1_000;
  const parallelizationFactor = choose(
    demand.processing.parallelizationFactor,
    lanesOfShard(recordsPerSecond, shards.value, shardRate, demand.shareOfKey),
    (value) =>
      demand.shareOfKey > 0
        ? `${value}: Lambda handles one key in one batch at a time, ${round(shardRate)} records/s. The busiest value has ${round(demand.shareOfKey * recordsPerSecond)} of ${round(recordsPerSecond)} records/s, so a higher factor would spread only the other values.`
        : `⌈${CATCH_UP_FACTOR} × ${round(recordsPerSecond)} records/s ÷ (${shards.value} shards × ${round(shardRate)} records/s)⌉ = ${value}: twice the peak, so that a backlog drains while traffic continues.`,
  );
  const workers = shards.value * parallelizationFactor.value;
  const timeoutSeconds = choose(
    demand.processing.timeoutSeconds,
    Math.min(
      MAX_TIMEOUT_SECONDS,
      Math.max(SIZING.timeoutSeconds, Math.ceil((batchMs * SIZING.batchesInTimeout) / 1_000)),
    ),
    (value) =>
      `max(${SIZING.timeoutSeconds} s, ${SIZING.batchesInTimeout} × ${round(batchMs)} ms a batch)${value === MAX_TIMEOUT_SECONDS ? ', at most what Lambda allows,' : ''} = ${value} s: a slow table does not end an invocation, a hung call does.`,
  );

  return {
    recordsPerSecond: demand.retired === true ? 0 : recordsPerSecond,
    recordBytes,
    eventsPerRecord: eventsPerEntry,
    shards,
    processing: {
      batchSize,
      batchingWindowSeconds: choose(
        demand.processing.batchingWindowSeconds,
        0,
        () => 'Lambda polls a shard once a second, so records gather anyway; a window would only add delay.',
      ),
      parallelizationFactor,
      reservedConcurrency: choose(
        demand.processing.reservedConcurrency,
        Math.ceil(workers * SIZING.reservation),
        (value) =>
          `⌈${SIZING.reservation} × ${shards.value} shards × ${parallelizationFactor.value}⌉ = ${value}: an environment for every batch, and a fifth more for retries and deployments.`,
      ),
      memoryMb,
      timeoutSeconds,
      retryAttempts: choose(
        demand.processing.retryAttempts,
        UNTIL_TOO_OLD,
        (value) =>
          `Lambda retries until the record is too old (${value}), so that records survive an outage of the table. Handlers quarantine a record that no retry can help, and one that ends the function at its attempt ${LAST_ATTEMPT}.`,
      ),
      maxRecordAgeSeconds: choose(
        demand.processing.maxRecordAgeSeconds,
        SIZING.recordAgeSeconds[demand.priority],
        (value) =>
          demand.priority === 'sheddable'
            ? `${value} s: an older event is of no use.`
            : `${value / 3_600} h, well below the stream's 24 h: after a shorter outage, of the table too, handlers catch up and lose nothing.`,
      ),
      bisectBatchOnError: choose(
        demand.processing.bisectBatchOnError,
        true,
        () =>
          'Lambda halves a failed batch until a record that ends the function is alone; the handler then counts its attempts.',
      ),
    },
  };
}

/** Bytes of a record's fields and key in an invocation, besides its data. */
const RECORD_FIELDS_BYTES = 480;

/** Records of this size that fit into an invocation, which has them in base64 between their fields. */
export function recordsPerInvocation(recordBytes: number): number {
  return Math.max(1, Math.floor(LIMITS.lambdaInvocationBytes.value / ((recordBytes * 4) / 3 + RECORD_FIELDS_BYTES)));
}

/**
 * Mean events of an entry, if a request's events of a type share entries of at most `most`. A mean between two whole
 * numbers is a mix of requests of both sizes: 2.5 events in entries of at most 2 make one entry or two.
 */
function meanEventsPerEntry(eventsPerRequest: number, most: number): number {
  const whole = Math.floor(eventsPerRequest);
  const more = eventsPerRequest - whole;
  return eventsPerRequest / ((1 - more) * Math.ceil(whole / most) + more * Math.ceil((whole + 1) / most));
}

function planShards(recordsPerSecond: number, recordBytes: number, fixed: number | undefined): Setting<number> {
  if (fixed !== undefined) return { value: fixed, reason: `Set by streamCapacity to ${fixed}.` };
  const byRecords = recordsPerSecond / LIMITS.kinesisShardRecordsPerSecond.value;
  const byBytes = (recordsPerSecond * recordBytes) / LIMITS.kinesisShardBytesPerSecond.value;
  const value = Math.max(1, Math.ceil(Math.max(byRecords, byBytes) / SIZING.shardUtilisation));
  return {
    value,
    reason: `⌈max(${round(recordsPerSecond)} records/s ÷ ${round(LIMITS.kinesisShardRecordsPerSecond.value)}, ${round(byBytes)} MiB/s ÷ 1) ÷ ${SIZING.shardUtilisation}⌉ = ${value}.`,
  };
}

function choose<Value>(set: Value | undefined, derived: Value, reason: (value: Value) => string): Setting<Value> {
  return set === undefined ? { value: derived, reason: reason(derived) } : { value: set, reason: 'Set by processing.' };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
