import type { WarmSettings } from '../../chain/table.ts';
import { type ChainTopology, chainTopology } from '../../chain/topology.ts';
import { LIMITS } from '../../limits.ts';
import { limitIn, REGIONAL_LIMITS } from '../../regional-limits.ts';
import { mebibytes, round } from '../../round.ts';
import { type ApiFunctions, apiCalls, apiConcurrency } from '../model/api-functions.ts';
import { type Players, planPlayers } from '../model/players.ts';
import { HEADROOM } from '../model/spread.ts';
import { COLD, raised, tableDemand } from '../model/table-demand.ts';
import type { TableThroughput, Throughput } from '../model/throughput.ts';
import { accountConcurrencyOf, type ChainStage, type ChainType } from '../model/workload.ts';
import { type Hop, hop, regionalHop } from './hop.ts';
import { type QuotaRequest, quotaRequests } from './quota-requests.ts';
import { invocationsPerSecond, planType, type TypePlan } from './type-plan.ts';

/** Invocations at once, by function; `total` is their sum. */
export interface UnreservedConcurrency extends ApiFunctions {
  /** All handlers together; 0 if they have reservations. */
  readonly handlers: number;
  readonly total: number;
}

/** The whole chain of a stage, sized. */
export interface ChainPlan {
  readonly stage: ChainStage;
  readonly topology: ChainTopology;
  readonly types: readonly TypePlan[];
  readonly hops: readonly Hop[];
  readonly narrowest: Hop;
  /** Requests with events, expected at peak. */
  readonly requestsPerSecond: number;
  /** The players who make the peak, and what they read besides sending events. */
  readonly players: Players;
  /** Traffic that the stage's throttle admits ÷ expected peak, at the catalog's mix. At least 1. */
  readonly admittedFactor: number;
  /** Invocations that handlers reserve. */
  readonly reservedConcurrency: number;
  /** Invocations at once without a reservation, at the start line. */
  readonly unreservedConcurrency: UnreservedConcurrency;
  /** Invocations a second of all functions, at the start line. */
  readonly invocationsPerSecond: number;
  /** The value that the account's quota "Concurrent executions" must have. */
  readonly neededConcurrency: number;
  /** The value that the quota must have for the requests a second alone. */
  readonly neededForRequests: number;
  /** Units that table and index must serve so that the peak uses {@link HEADROOM} of them. */
  readonly tableThroughput: TableThroughput;
  readonly quotaRequests: readonly QuotaRequest[];
  /** What to do before traffic comes, in sentences. */
  readonly beforehand: readonly string[];
}

/** Sizes the chain of `types` in `stage`. Pure; takes well under a millisecond. */
export function planChain(chainTypes: readonly ChainType[], stage: ChainStage): ChainPlan {
  const topology = chainTopology(chainTypes, stage);
  const types = topology.types.flatMap((each, index) => {
    const type = chainTypes[index];
    return type === undefined ? [] : [planType(type, each, stage)];
  });
  const sum = (of: (plan: TypePlan) => number) => types.reduce((total, plan) => total + of(plan), 0);
  const requestsPerSecond = sum((plan) => plan.requestsPerSecond);
  const recordsPerSecond = sum((plan) => plan.recordsPerSecond);
  const callsPerSecond = Math.max(requestsPerSecond, recordsPerSecond / LIMITS.eventBridgeEntriesPerCall.value);
  const reservedConcurrency = sum(({ topology }) => topology.handler.reservedConcurrency.value ?? 0);
  const partitions = topology.table.leaderboard.shards.value;
  const players = planPlayers(types, stage, partitions);
  const atGateway = requestsPerSecond + players.readsPerSecond;
  const handlers = sum(({ topology: { handler }, workers }) =>
    handler.reservedConcurrency.value === undefined ? workers : 0,
  );
  const calls = apiCalls(requestsPerSecond, players);
  const api = apiConcurrency(calls, players, stage);
  const unreserved = { ...api, handlers, total: api.authorize + api.ingest + api.query + handlers };
  const invocations =
    calls.authorize + calls.ingest + calls.query + sum((plan) => invocationsPerSecond(plan, plan.recordsPerSecond));
  const neededForRequests = Math.ceil(invocations / LIMITS.lambdaRequestsPerConcurrency.value / HEADROOM);
  const neededAtOnce = concurrencyNeeded(reservedConcurrency, unreserved.total);
  const neededConcurrency = Math.max(neededAtOnce, neededForRequests);
  const concurrency = accountConcurrencyOf(stage);
  const demand = tableDemand(
    types.map((plan) => plan.topology.demand),
    players.reads,
  );
  const { table } = topology;
  const tableThroughput = { table: unitsOf(table.warm), index: unitsOf(table.leaderboard.warm) };

  const gatewayQuota = limitIn(REGIONAL_LIMITS.apiGatewayRequestsPerSecond, stage.region);
  const admitted = topology.api.throttle.requestsPerSecond.value;
  const throttled = admitted <= gatewayQuota;
  const hops: Hop[] = [
    throttled
      ? hop('API Gateway', 'requests/s', atGateway, admitted, "the stage's throttle")
      : regionalHop('API Gateway', atGateway, REGIONAL_LIMITS.apiGatewayRequestsPerSecond, stage),
    hop(
      'API functions',
      'concurrent invocations',
      unreserved.total,
      Math.max(1, concurrency - reservedConcurrency),
      "the account's concurrency without the handlers' reservations; at the start line no token is cached and no environment is warm",
    ),
    hop(
      'Lambda requests',
      'invocations/s',
      invocations,
      concurrency * LIMITS.lambdaRequestsPerConcurrency.value,
      `${LIMITS.lambdaRequestsPerConcurrency.value} for each of the account's ${round(concurrency)} concurrent invocations, of all functions`,
    ),
    hop(
      'Lambda scale-up',
      'environments of a function',
      Math.max(api.authorize, api.ingest, api.query),
      LIMITS.lambdaEnvironmentsPerTenSeconds.value,
      'new environments of one function in ten seconds',
    ),
    regionalHop('PutEvents', callsPerSecond, REGIONAL_LIMITS.putEventsPerSecond, stage),
    regionalHop('rule invocations', recordsPerSecond, REGIONAL_LIMITS.targetInvocationsPerSecond, stage),
    ...types.flatMap(hopsOfType),
    hop(
      'table',
      'write units/s',
      Math.max(demand.table.writeUnits, demand.index.writeUnits),
      LIMITS.dynamoDbTableWriteUnits.value,
      "the table's quota, which its index has too",
      { source: LIMITS.dynamoDbTableWriteUnits },
    ),
    hop(
      'leaderboard writes',
      'write units/s',
      demand.index.writeUnits / partitions,
      LIMITS.dynamoDbPartitionWriteUnits.value,
      `a partition of the index, of ${partitions} that a hunt has (leaderboardShards)`,
    ),
    hop(
      'leaderboard reads',
      'read units/s',
      players.reads.reduce((total, read) => total + read.partitionReadUnits, 0),
      LIMITS.dynamoDbPartitionReadUnits.value,
      'a partition of the index; each leaderboard that memory does not answer asks all of them',
    ),
  ];
  return {
    stage,
    topology,
    types,
    hops,
    narrowest: hops.reduce((narrow, other) => (other.utilisation > narrow.utilisation ? other : narrow)),
    requestsPerSecond,
    players,
    admittedFactor: Math.max(1, Math.min(admitted, gatewayQuota) / atGateway),
    reservedConcurrency,
    unreservedConcurrency: unreserved,
    invocationsPerSecond: invocations,
    neededConcurrency,
    neededForRequests,
    tableThroughput,
    quotaRequests: quotaRequests(stage, {
      invocations,
      neededAtOnce,
      neededForRequests,
      admitted,
      callsPerSecond,
      recordsPerSecond,
      reservedConcurrency,
      unreserved: unreserved.total,
      neededConcurrency,
    }),
    beforehand: coldParts(tableThroughput),
  };
}

function unitsOf({ readUnits, writeUnits }: WarmSettings): Throughput {
  return { readUnits: readUnits.value, writeUnits: writeUnits.value };
}

function coldParts(needed: TableThroughput): readonly string[] {
  return (['table', 'index'] as const).flatMap((part) => {
    if (raised(COLD, needed[part]) === undefined) return [];
    const { readUnits, writeUnits } = needed[part];
    return [
      `Warm the ${part} before the start line (npm run cairn -- warm): it needs ${round(writeUnits)} write and ${round(readUnits)} read units/s; a new one serves ${round(COLD.writeUnits)} and ${round(COLD.readUnits)}.`,
    ];
  });
}

/**
 * Lambda keeps a hundred executions unreserved in an account with reservations. The unreserved functions fill them at
 * most to {@link HEADROOM}.
 */
function concurrencyNeeded(reserved: number, unreserved: number): number {
  const withHeadroom = Math.ceil(unreserved / HEADROOM);
  return reserved === 0 ? withHeadroom : reserved + Math.max(LIMITS.lambdaUnreservedConcurrency.value, withHeadroom);
}

function hopsOfType(plan: TypePlan): Hop[] {
  const { type } = plan.type;
  const byBytes = plan.shardLimit < LIMITS.kinesisShardRecordsPerSecond.value;
  const limitedBy = `${byBytes ? mebibytes(LIMITS.kinesisShardBytesPerSecond.value) : `${round(LIMITS.kinesisShardRecordsPerSecond.value)} records`}/s of the busiest shard`;
  return [
    hop('stream', 'records/s', plan.busiestShard, plan.shardLimit, limitedBy, { type }),
    hop('handler', 'records/s', plan.recordsPerSecond, plan.handlerRate, handledText(plan), { type }),
  ];
}

/** Explains the handler's rate as a formula. */
export function handledText({ workers, batchSize, batchMs, handlerRate, laneRate }: TypePlan): string {
  const handled = `${workers} ${workers === 1 ? 'batch' : 'batches'} at once × ${round(batchSize)} ${batchSize === 1 ? 'record' : 'records'} ÷ ${round(Math.round(batchMs))} ms`;
  return handlerRate < laneRate * workers * 0.999
    ? `${handled}; one of these batches holds the busiest key and a part of the others`
    : handled;
}
