import { API_GATEWAY_MILLION, HOURS_PER_MONTH, PRICES, tieredCost } from '../../prices.ts';
import {
  ACCESS_LOG_BYTES,
  AUTHORIZE_LOG_BYTES,
  HOP_BYTES,
  handlerLogBytes,
  INGEST_LOG_BYTES,
  QUERY_LOG_BYTES,
} from './log-bytes.ts';
import type { FunctionUsage, StreamUsage, Usage } from './usage.ts';

/** The lines of a cost sum. */
export const COST_LINES = [
  'API Gateway',
  'API functions',
  'EventBridge',
  'archive',
  'stream',
  'handler',
  'table',
  'logs',
  'WAF',
  'KMS calls',
] as const;
export type CostLine = (typeof COST_LINES)[number];
export type Cost = Readonly<Record<CostLine, number>>;

/** What the sum leaves out; shown with every sum. */
export const NOT_IN_COST = 'without alarms and metrics (below), stored logs and state, and data transfer';

/** Rules of the web ACL (lib/web-acl.ts): two of Cairn's own, three managed rule groups of AWS. */
export const WEB_ACL_RULES = 5;

/**
 * Kinesis asks KMS for a data key about every five minutes, for each credentials of a producer or consumer
 * (streams/latest/dev/costs-performance.html). A stream has two: the rule's role, and the handler's role, under which
 * Lambda reads.
 */
const KEY_CALLS_PER_STREAM_HOUR = 2 * 12;

/** Bytes that AWS bills as one GB. */
export const GB = 2 ** 30;
const MEGABYTES_PER_GB = 1_024;

/**
 * Dollars, us-east-1. Only this function turns usage into money. The requests of a month may reach the cheaper steps of
 * API Gateway's price.
 */
export function usageCost(usage: Usage): Cost {
  return {
    'API Gateway': tieredCost(API_GATEWAY_MILLION, usage.requests),
    'API functions': functionCost(usage.ingest) + functionCost(usage.authorize) + functionCost(usage.query),
    EventBridge: (usage.chunks / 1e6) * PRICES.eventBridgeMillion.value,
    archive:
      (usage.archivedBytes / GB) * PRICES.eventBridgeArchiveGb.value +
      gbMonths(usage.archivedByteHours) * PRICES.eventBridgeArchiveGbMonth.value,
    stream: streamUsageCost(usage.stream),
    handler: usage.handlers.reduce((sum, each) => sum + functionCost(each), 0),
    table:
      (usage.writeUnits / 1e6) * PRICES.dynamoDbWriteMillion.value +
      (usage.readUnits / 1e6) * PRICES.dynamoDbReadMillion.value,
    logs: (logBytes(usage) / GB) * PRICES.cloudWatchLogsGb.value,
    WAF:
      (usage.webAclHours / HOURS_PER_MONTH) *
        (PRICES.wafWebAclMonth.value + WEB_ACL_RULES * PRICES.wafRuleMonth.value) +
      (usage.inspectedRequests / 1e6) * PRICES.wafMillion.value,
    'KMS calls': ((usage.stream.streamHours * KEY_CALLS_PER_STREAM_HOUR) / 1e6) * PRICES.kmsMillion.value,
  };
}

export function streamUsageCost(stream: StreamUsage): number {
  return (
    stream.shardHours * PRICES.kinesisShardHour.value +
    stream.extendedShardHours * PRICES.kinesisRetentionShardHour.value +
    (stream.putUnits / 1e6) * PRICES.kinesisPutUnitMillion.value +
    stream.onDemandStreamHours * PRICES.kinesisOnDemandStreamHour.value +
    (stream.onDemandBytesIn / GB) * PRICES.kinesisOnDemandGbIn.value +
    (stream.onDemandBytesOut / GB) * PRICES.kinesisOnDemandGbOut.value +
    gbMonths(stream.onDemandByteHours) * PRICES.kinesisOnDemandRetentionGbMonth.value
  );
}

export function gbMonths(byteHours: number): number {
  return byteHours / GB / HOURS_PER_MONTH;
}

export function totalCost(cost: Cost): number {
  return COST_LINES.reduce((sum, line) => sum + cost[line], 0);
}

function logBytes({ requests, ingest, authorize, query, handlers }: Usage): number {
  return (
    requests * ACCESS_LOG_BYTES +
    ingest.invocations * INGEST_LOG_BYTES +
    authorize.invocations * AUTHORIZE_LOG_BYTES +
    query.invocations * QUERY_LOG_BYTES +
    handlers.reduce(
      (sum, { invocations, records, tracedEvents }) =>
        // Ingest's line has them too.
        sum + tracedEvents * HOP_BYTES + handlerLogBytes(invocations, records, tracedEvents),
      0,
    )
  );
}

function functionCost({ invocations, busyMs, memoryMb }: FunctionUsage): number {
  const gigabyteSeconds = (busyMs / 1_000) * (memoryMb / MEGABYTES_PER_GB);
  return (invocations / 1e6) * PRICES.lambdaMillion.value + gigabyteSeconds * PRICES.lambdaArmGbSecond.value;
}
