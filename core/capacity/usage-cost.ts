import { API_GATEWAY_MILLION, PRICES } from '../prices.ts';
import type { HopName } from './chain.ts';
import { READ_UNITS_PER_RECORD, WRITE_UNITS_PER_RECORD } from './model/table-demand.ts';

/** What was used, in the units that AWS bills. */
export interface Usage {
  /** Requests that API Gateway let through: it does not bill what it throttles. */
  readonly requests: number;
  /** Entries of PutEvents, in chunks of 64 KB. */
  readonly chunks: number;
  /** Authorizer, ingest and query. */
  readonly api: readonly FunctionUsage[];
  readonly handlers: readonly FunctionUsage[];
  /** Kinesis: payload units of 25 KB, shard-hours; or of on-demand streams hours and bytes. */
  readonly putUnits: number;
  readonly shardHours: number;
  /** Of them, hours of shards that keep records beyond 24 h. */
  readonly extendedShardHours: number;
  readonly onDemandStreamHours: number;
  readonly onDemandBytes: number;
  readonly records: number;
}

export interface FunctionUsage {
  readonly invocations: number;
  readonly busyMs: number;
  readonly memoryMb: number;
}

/** Dollars by hop, us-east-1, at the price of the first units of a month. Without WAF, alarms, logs and data transfer. */
export function usageCost(usage: Usage): Readonly<Record<HopName, number>> {
  const onDemandGb = usage.onDemandBytes / 2 ** 30;
  return {
    'API Gateway': (usage.requests / 1e6) * (API_GATEWAY_MILLION.tiers[0]?.value ?? 0),
    'API functions': sumOf(usage.api),
    PutEvents: (usage.chunks / 1e6) * PRICES.eventBridgeMillion.value,
    'rule invocations': 0,
    stream:
      (usage.putUnits / 1e6) * PRICES.kinesisPutUnitMillion.value +
      usage.shardHours * PRICES.kinesisShardHour.value +
      usage.extendedShardHours * PRICES.kinesisRetentionShardHour.value +
      usage.onDemandStreamHours * PRICES.kinesisOnDemandStreamHour.value +
      onDemandGb * (PRICES.kinesisOnDemandGbIn.value + PRICES.kinesisOnDemandGbOut.value),
    handler: sumOf(usage.handlers),
    table:
      (usage.records / 1e6) *
      (WRITE_UNITS_PER_RECORD * PRICES.dynamoDbWriteMillion.value +
        READ_UNITS_PER_RECORD * PRICES.dynamoDbReadMillion.value),
  };
}

function sumOf(functions: readonly FunctionUsage[]): number {
  return functions.reduce((sum, each) => sum + functionCost(each), 0);
}

function functionCost({ invocations, busyMs, memoryMb }: FunctionUsage): number {
  const gigabyteSeconds = (busyMs / 1_000) * (memoryMb / MEGABYTES_PER_GB);
  return (invocations / 1e6) * PRICES.lambdaMillion.value + gigabyteSeconds * PRICES.lambdaArmGbSecond.value;
}

const MEGABYTES_PER_GB = 1_024;
