import { LIMITS } from '../../limits.ts';
import { HOURS_PER_MONTH } from '../../prices.ts';

/** Usage in the units that AWS bills: of a planned month or a simulated run, of one event type or of all. */
export interface Usage {
  /**
   * Requests that API Gateway admitted: it does not bill what it throttles
   * (apigateway/latest/developerguide/api-gateway-pricing.html).
   */
  readonly requests: number;
  /** Requests that a web ACL inspected: it comes before the throttle. */
  readonly inspectedRequests: number;
  readonly webAclHours: number;
  readonly ingest: FunctionUsage;
  readonly authorize: FunctionUsage;
  readonly query: FunctionUsage;
  /** By event type, because handlers differ in memory. */
  readonly handlers: readonly HandlerUsage[];
  /** Entries of PutEvents, in chunks of 64 KB. */
  readonly chunks: number;
  readonly archivedBytes: number;
  /** Byte-hours of archived events. */
  readonly archivedByteHours: number;
  readonly stream: StreamUsage;
  /** Request units of table and index together. */
  readonly writeUnits: number;
  readonly readUnits: number;
}

export interface FunctionUsage {
  readonly invocations: number;
  readonly busyMs: number;
  readonly memoryMb: number;
}

export interface HandlerUsage extends FunctionUsage {
  /** Records in all batches. */
  readonly records: number;
  /** Events in them that the logs follow (core/trace-sample.ts). */
  readonly tracedEvents: number;
}

/** Usage of Kinesis. Shards and put units are of provisioned streams; the on-demand fields are of on-demand streams. */
export interface StreamUsage {
  /** Of all streams, in both modes. */
  readonly streamHours: number;
  readonly shardHours: number;
  /** Hours of shards that keep records beyond 24 h; part of `shardHours`. */
  readonly extendedShardHours: number;
  /** Payload units of 25 KB. */
  readonly putUnits: number;
  readonly onDemandStreamHours: number;
  /** Each record rounded up to a whole KB. */
  readonly onDemandBytesIn: number;
  readonly onDemandBytesOut: number;
  /** Byte-hours of records that stay beyond 24 h. */
  readonly onDemandByteHours: number;
}

/** Usage of a stream over `hours`. @param bytes of its records, exact and as on-demand rounds them up */
export function streamUsage(of: {
  readonly onDemand: boolean;
  readonly hours: number;
  readonly shards: number;
  readonly retentionHours: number;
  readonly putUnits: number;
  readonly bytes: number;
  readonly roundedBytes: number;
}): StreamUsage {
  const { onDemand, hours, shards, retentionHours, putUnits, bytes, roundedBytes } = of;
  const extraHours = Math.max(0, retentionHours - LIMITS.kinesisMinRetentionHours.value);
  return {
    streamHours: hours,
    shardHours: onDemand ? 0 : shards * hours,
    extendedShardHours: onDemand || extraHours === 0 ? 0 : shards * hours,
    putUnits: onDemand ? 0 : putUnits,
    onDemandStreamHours: onDemand ? hours : 0,
    onDemandBytesIn: onDemand ? roundedBytes : 0,
    onDemandBytesOut: onDemand ? bytes : 0,
    onDemandByteHours: onDemand ? roundedBytes * extraHours : 0,
  };
}

/** Payload units of a record of `bytes`. */
export function putUnitsOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / LIMITS.kinesisPutUnitBytes.value));
}

/** Bytes that an on-demand stream bills for a record of `bytes`. */
export function onDemandBytesOf(bytes: number): number {
  const { value } = LIMITS.kinesisOnDemandBilledBytes;
  return Math.max(1, Math.ceil(bytes / value)) * value;
}

/** Chunks of 64 KB that EventBridge bills for an entry of `bytes`. */
export function chunksOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / LIMITS.eventBridgeBilledBytes.value));
}

export const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3_600;

export function sumUsage(usages: readonly Usage[]): Usage {
  const sum = (of: (usage: Usage) => number) => usages.reduce((total, usage) => total + of(usage), 0);
  const sumFunction = (of: (usage: Usage) => FunctionUsage): FunctionUsage => ({
    invocations: sum((usage) => of(usage).invocations),
    busyMs: sum((usage) => of(usage).busyMs),
    memoryMb: Math.max(0, ...usages.map((usage) => of(usage).memoryMb)),
  });
  return {
    requests: sum(({ requests }) => requests),
    inspectedRequests: sum(({ inspectedRequests }) => inspectedRequests),
    webAclHours: sum(({ webAclHours }) => webAclHours),
    ingest: sumFunction(({ ingest }) => ingest),
    authorize: sumFunction(({ authorize }) => authorize),
    query: sumFunction(({ query }) => query),
    handlers: usages.flatMap(({ handlers }) => handlers),
    chunks: sum(({ chunks }) => chunks),
    archivedBytes: sum(({ archivedBytes }) => archivedBytes),
    archivedByteHours: sum(({ archivedByteHours }) => archivedByteHours),
    stream: sumStreamUsage(usages.map(({ stream }) => stream)),
    writeUnits: sum(({ writeUnits }) => writeUnits),
    readUnits: sum(({ readUnits }) => readUnits),
  };
}

export function sumStreamUsage(streams: readonly StreamUsage[]): StreamUsage {
  const sum = (of: keyof StreamUsage) => streams.reduce((total, stream) => total + stream[of], 0);
  return {
    streamHours: sum('streamHours'),
    shardHours: sum('shardHours'),
    extendedShardHours: sum('extendedShardHours'),
    putUnits: sum('putUnits'),
    onDemandStreamHours: sum('onDemandStreamHours'),
    onDemandBytesIn: sum('onDemandBytesIn'),
    onDemandBytesOut: sum('onDemandBytesOut'),
    onDemandByteHours: sum('onDemandByteHours'),
  };
}
