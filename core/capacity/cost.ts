import { LIMITS } from '../limits.ts';
import { API_GATEWAY_MILLION, HOURS_PER_MONTH, PRICES, tieredCost } from '../prices.ts';
import type { ChainPlan, HopName } from './chain.ts';
import {
  ASSUMED_AUTHORIZE_MS,
  ASSUMED_QUERY_MS,
  authorizationsPerRequest,
  READS_PER_REQUEST,
} from './model/api-functions.ts';
import { ASSUMED_INGEST_MS, batchMs } from './model/service-time.ts';
import { READ_UNITS_PER_RECORD, WRITE_UNITS_PER_RECORD } from './model/table-demand.ts';
import { SHAPES } from './traffic-shape.ts';
import type { TypePlan } from './type-plan.ts';

const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3_600;
const PUT_UNIT_BYTES = 25 * 1024;
const GB = 2 ** 30;

/** Dollars a month, us-east-1, by the traffic's shape. Without alarms, logs and data transfer. */
export interface ChainCost {
  readonly hops: Readonly<Record<HopName, number>>;
  readonly waf: number;
  readonly types: readonly TypeCost[];
  readonly total: number;
}

/** What an event type alone causes. */
export interface TypeCost {
  readonly type: string;
  readonly hops: Readonly<Record<HopName, number>>;
  readonly total: number;
}

export function chainCost({ types, stage, topology: { api, functions } }: ChainPlan): ChainCost {
  const onDemand = stage.streamCapacity === 'on-demand';
  const requestsOf = (plan: TypePlan) => plan.requestsPerSecond * meanOfPeak(plan) * SECONDS_PER_MONTH;
  const requests = types.reduce((sum, plan) => sum + requestsOf(plan), 0);
  const gateway = tieredCost(API_GATEWAY_MILLION, requests * (1 + READS_PER_REQUEST));
  const costs = types.map((plan): TypeCost => {
    const own = requestsOf(plan);
    const hops: Record<HopName, number> = {
      'API Gateway': requests === 0 ? 0 : (gateway * own) / requests,
      'API functions':
        own *
        (invocation(stage.ingestMs ?? ASSUMED_INGEST_MS, functions.ingest.memoryMb.value) +
          authorizationsPerRequest(api.authorizerCacheSeconds.value) *
            invocation(ASSUMED_AUTHORIZE_MS, functions.authorize.memoryMb.value) +
          READS_PER_REQUEST * invocation(ASSUMED_QUERY_MS, functions.query.memoryMb.value)),
      PutEvents: 0,
      'rule invocations': 0,
      stream: streamCost(plan, onDemand),
      handler: handlerCost(plan),
      table: 0,
    };
    const records = plan.recordsPerSecond * meanOfPeak(plan) * SECONDS_PER_MONTH;
    const chunks = Math.ceil(plan.recordBytes / LIMITS.eventBridgeBilledBytes.value);
    hops.PutEvents = ((records * chunks) / 1e6) * PRICES.eventBridgeMillion.value;
    hops.table =
      (records / 1e6) *
      (WRITE_UNITS_PER_RECORD * PRICES.dynamoDbWriteMillion.value +
        READ_UNITS_PER_RECORD * PRICES.dynamoDbReadMillion.value);
    return { type: plan.type.type, hops, total: total(hops) };
  });
  const hops = costs.reduce(
    (sum, cost) => {
      for (const name of Object.keys(sum) as HopName[]) sum[name] += cost.hops[name];
      return sum;
    },
    { 'API Gateway': 0, 'API functions': 0, PutEvents: 0, 'rule invocations': 0, stream: 0, handler: 0, table: 0 },
  );
  const waf = stage.waf
    ? PRICES.wafWebAclMonth.value + ((requests * (1 + READS_PER_REQUEST)) / 1e6) * PRICES.wafMillion.value
    : 0;
  return { hops, waf, types: costs, total: total(hops) + waf };
}

/** The stream of one type, provisioned as planned or on-demand. */
export function streamCost(plan: TypePlan, onDemand: boolean): number {
  const records = plan.recordsPerSecond * meanOfPeak(plan) * SECONDS_PER_MONTH;
  if (onDemand) {
    const gigabytes = (records * plan.recordBytes) / GB;
    return (
      PRICES.kinesisOnDemandStreamHour.value * HOURS_PER_MONTH +
      gigabytes * (PRICES.kinesisOnDemandGbIn.value + PRICES.kinesisOnDemandGbOut.value)
    );
  }
  const units = records * Math.ceil(plan.recordBytes / PUT_UNIT_BYTES);
  const extended = plan.topology.stream.retentionHours.value > LIMITS.kinesisMinRetentionHours.value;
  const shardHour = PRICES.kinesisShardHour.value + (extended ? PRICES.kinesisRetentionShardHour.value : 0);
  return (
    plan.topology.stream.shards.value * shardHour * HOURS_PER_MONTH + (units / 1e6) * PRICES.kinesisPutUnitMillion.value
  );
}

/** A poll a second invokes each lane that has records; fuller batches only come with more traffic or a window. */
function handlerCost(plan: TypePlan): number {
  const rate = plan.recordsPerSecond * meanOfPeak(plan);
  if (rate === 0) return 0;
  const window = Math.max(1, plan.topology.mapping.batchingWindowSeconds.value);
  const invocations = Math.min(rate, Math.max(rate / plan.batchSize, plan.workers / window));
  const memoryMb = plan.topology.handler.memoryMb.value;
  const busyMs = batchMs(rate / invocations, memoryMb, plan.type.serviceTime);
  return invocations * SECONDS_PER_MONTH * invocation(busyMs, memoryMb);
}

function invocation(milliseconds: number, memoryMb: number): number {
  const duration = (milliseconds / 1_000) * (memoryMb / 1_024) * PRICES.lambdaArmGbSecond.value;
  return duration + PRICES.lambdaMillion.value / 1e6;
}

function meanOfPeak({ type }: TypePlan): number {
  return SHAPES[type.traffic.shape].meanOfPeak;
}

function total(hops: Readonly<Record<HopName, number>>): number {
  return Object.values(hops).reduce((sum, cost) => sum + cost, 0);
}
