import { LIMITS, type Limit, limitIn, REGIONAL_LIMITS, type RegionalLimit } from '../limits.ts';
import { ASSUMED_INGEST_MS } from './service-time.ts';
import { HEADROOM } from './spread.ts';
import { round } from './stream-plan.ts';
import { planType, type TypePlan } from './type-plan.ts';
import type { ChainStage, ChainType } from './workload.ts';

/** Write units of a record's effect: the player's state and its entry in the leaderboard index. Assumed. */
export const WRITE_UNITS_PER_RECORD = 2;
/** Read units of a record's effect: the player's state, strongly consistent. Assumed. */
export const READ_UNITS_PER_RECORD = 1;

export const HOPS = ['API Gateway', 'ingest', 'PutEvents', 'rule invocations', 'stream', 'handler', 'table'] as const;
export type HopName = (typeof HOPS)[number];

/** One hop of the chain at the expected peak, in its own unit. */
export interface Hop {
  readonly name: HopName;
  /** The event type whose hop it is; none for those that all share. */
  readonly type?: string;
  readonly unit: string;
  readonly arrivals: number;
  readonly limit: number;
  /** Arrivals ÷ limit. */
  readonly utilisation: number;
  /** What the limit is. */
  readonly limitedBy: string;
  readonly unconfirmed: boolean;
}

export interface QuotaRequest {
  readonly hop: HopName;
  readonly quota: string;
  readonly now: number;
  readonly askFor: number;
  readonly reason: string;
}

/** The whole chain of a stage, sized. */
export interface ChainPlan {
  readonly stage: ChainStage;
  readonly types: readonly TypePlan[];
  readonly hops: readonly Hop[];
  readonly narrowest: Hop;
  /** Expected at peak. */
  readonly requestsPerSecond: number;
  /** How many times the expected peak the stage's throttle lets in, by the catalog's mix; at least 1. */
  readonly admittedFactor: number;
  readonly reservedConcurrency: number;
  readonly quotaRequests: readonly QuotaRequest[];
  /** To be done before traffic comes; sentences. */
  readonly beforehand: readonly string[];
}

/** Sizes the chain of `types` in `stage`. Pure; takes well under a millisecond. */
export function planChain(chainTypes: readonly ChainType[], stage: ChainStage): ChainPlan {
  const types = chainTypes.map((type) => planType(type, stage));
  const sum = (of: (plan: TypePlan) => number) => types.reduce((total, plan) => total + of(plan), 0);
  const requestsPerSecond = sum((plan) => plan.requestsPerSecond);
  const recordsPerSecond = sum((plan) => plan.recordsPerSecond);
  const callsPerSecond = Math.max(requestsPerSecond, recordsPerSecond / LIMITS.eventBridgeEntriesPerCall.value);
  const reservedConcurrency = stage.reservedConcurrency
    ? sum(({ stream }) => stream.processing.reservedConcurrency.value)
    : 0;
  const unreservedWorkers = stage.reservedConcurrency ? 0 : sum(({ workers }) => workers);
  const concurrency = (requestsPerSecond * (stage.ingestMs ?? ASSUMED_INGEST_MS)) / 1_000 + unreservedWorkers;
  const writeUnits = recordsPerSecond * WRITE_UNITS_PER_RECORD;

  const gatewayQuota = limitIn(REGIONAL_LIMITS.apiGatewayRequestsPerSecond, stage.region);
  const throttled = stage.throttle.requestsPerSecond <= gatewayQuota;
  const hops: Hop[] = [
    throttled
      ? hop('API Gateway', 'requests/s', requestsPerSecond, stage.throttle.requestsPerSecond, "the stage's throttle")
      : regionalHop('API Gateway', requestsPerSecond, REGIONAL_LIMITS.apiGatewayRequestsPerSecond, stage),
    hop(
      'ingest',
      'invocations at once',
      concurrency,
      Math.max(1, LIMITS.lambdaConcurrency.value - reservedConcurrency),
      "the account's concurrency, less what handlers reserve",
    ),
    regionalHop('PutEvents', callsPerSecond, REGIONAL_LIMITS.putEventsPerSecond, stage),
    regionalHop('rule invocations', recordsPerSecond, REGIONAL_LIMITS.targetInvocationsPerSecond, stage),
    ...types.flatMap(hopsOfType),
    hop('table', 'write units/s', writeUnits, LIMITS.dynamoDbTableWriteUnits.value, "the table's quota", {
      source: LIMITS.dynamoDbTableWriteUnits,
    }),
  ];
  return {
    stage,
    types,
    hops,
    narrowest: hops.reduce((narrow, other) => (other.utilisation > narrow.utilisation ? other : narrow)),
    requestsPerSecond,
    admittedFactor: Math.max(1, Math.min(stage.throttle.requestsPerSecond, gatewayQuota) / requestsPerSecond),
    reservedConcurrency,
    quotaRequests: quotaRequests(stage, { callsPerSecond, recordsPerSecond, reservedConcurrency, concurrency }),
    beforehand:
      writeUnits > LIMITS.dynamoDbInitialWriteUnits.value * HEADROOM
        ? [
            `Warm the table to ${round(Math.ceil(writeUnits / HEADROOM))} write units/s before the start line (warm throughput): a new one takes ${round(LIMITS.dynamoDbInitialWriteUnits.value)} (unconfirmed), the peak needs ${round(Math.ceil(writeUnits))}.`,
          ]
        : [],
  };
}

function hopsOfType(plan: TypePlan): Hop[] {
  const { type } = plan.type;
  const byBytes = plan.shardLimit < LIMITS.kinesisShardRecordsPerSecond.value;
  const limitedBy = byBytes ? '1 MiB/s, the busiest of its shards' : '1,000 records/s, the busiest of its shards';
  return [
    hop('stream', 'records/s', plan.busiestShard, plan.shardLimit, limitedBy, { type }),
    hop('handler', 'records/s', plan.recordsPerSecond, plan.handlerRate, handledText(plan), { type }),
  ];
}

/** How the handler comes to its rate. */
export function handledText({ workers, batchSize, batchMs, handlerRate, laneRate }: TypePlan): string {
  const handled = `${workers} at once × ${round(batchSize)} ${batchSize === 1 ? 'record' : 'records'} ÷ ${round(Math.round(batchMs))} ms`;
  return handlerRate < laneRate * workers * 0.999
    ? `${handled}, of which the busiest key has one, with a part of the others`
    : handled;
}

function hop(
  name: HopName,
  unit: string,
  arrivals: number,
  limit: number,
  limitedBy: string,
  { type, source }: { readonly type?: string; readonly source?: Pick<Limit, 'unconfirmed'> } = {},
): Hop {
  const measured = { name, unit, arrivals, limit, utilisation: arrivals / limit, limitedBy };
  return { ...measured, unconfirmed: source?.unconfirmed === true, ...(type === undefined ? {} : { type }) };
}

function regionalHop(name: HopName, arrivals: number, quota: RegionalLimit, { region }: ChainStage): Hop {
  const limitedBy = `quota "${quota.quota}" in ${region ?? 'the smallest region'}`;
  return hop(name, quota.unit, arrivals, limitIn(quota, region), limitedBy, { source: quota });
}

function quotaRequests(
  { region, throttle }: ChainStage,
  needs: {
    readonly callsPerSecond: number;
    readonly recordsPerSecond: number;
    readonly reservedConcurrency: number;
    readonly concurrency: number;
  },
): readonly QuotaRequest[] {
  const regional: readonly (readonly [HopName, RegionalLimit, number, string])[] = [
    ['API Gateway', REGIONAL_LIMITS.apiGatewayRequestsPerSecond, throttle.requestsPerSecond, "the stage's throttle"],
    ['PutEvents', REGIONAL_LIMITS.putEventsPerSecond, needs.callsPerSecond / HEADROOM, 'PutEvents calls at peak ÷ 0.8'],
    [
      'rule invocations',
      REGIONAL_LIMITS.targetInvocationsPerSecond,
      needs.recordsPerSecond / HEADROOM,
      'entries at peak ÷ 0.8',
    ],
  ];
  const requests = regional.flatMap(([name, limit, need, reason]): QuotaRequest[] => {
    const now = limitIn(limit, region);
    return need > now ? [{ hop: name, quota: limit.quota, now, askFor: Math.ceil(need), reason }] : [];
  });
  const lambda =
    needs.reservedConcurrency + Math.max(LIMITS.lambdaUnreservedConcurrency.value, needs.concurrency / HEADROOM);
  if (lambda <= LIMITS.lambdaConcurrency.value) return requests;
  const reason = `${needs.reservedConcurrency} reserved, and ${Math.ceil(needs.concurrency)} at once beside them ÷ 0.8`;
  return [
    ...requests,
    {
      hop: 'ingest',
      quota: 'Concurrent executions',
      now: LIMITS.lambdaConcurrency.value,
      askFor: Math.ceil(lambda),
      reason,
    },
  ];
}
