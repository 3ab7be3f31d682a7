import { HOURS_PER_MONTH } from '../../prices.ts';
import { traceSample } from '../../trace-sample.ts';
import { authorizationsPerSecond } from '../model/authorizations.ts';
import { readUnitsOf } from '../model/reads.ts';
import { ASSUMED_AUTHORIZE_MS, ASSUMED_INGEST_MS, ASSUMED_QUERY_MS, batchMs } from '../model/service-time.ts';
import { addUnits, scaleUnits } from '../model/throughput.ts';
import { SHAPES } from '../model/traffic-shape.ts';
import {
  chunksOf,
  type FunctionUsage,
  type HandlerUsage,
  onDemandBytesOf,
  putUnitsOf,
  SECONDS_PER_MONTH,
  type StreamUsage,
  streamUsage,
  sumUsage,
  type Usage,
} from '../model/usage.ts';
import { COST_LINES, type Cost, type CostLine, streamUsageCost, totalCost, usageCost } from '../model/usage-cost.ts';
import type { ChainPlan } from './chain.ts';
import { invocationsPerSecond, type TypePlan } from './type-plan.ts';

/** Dollars a month, us-east-1, by the shape of the traffic. */
export interface ChainCost {
  readonly lines: Cost;
  readonly types: readonly TypeCost[];
  readonly total: number;
}

/** What one event type costs. The rest of a month's cost is the web ACL, which a stage has whatever its types are. */
export interface TypeCost {
  readonly type: string;
  readonly lines: Cost;
  readonly total: number;
}

export function chainCost(chain: ChainPlan): ChainCost {
  const { types, topology } = chain;
  const usages = types.map((plan) => typeUsage(plan, chain));
  const all = sumUsage(usages);
  const lines = usageCost({ ...all, webAclHours: topology.api.webAcl ? HOURS_PER_MONTH : 0 });
  const costs = types.map(({ type }, index): TypeCost => {
    const own = usages[index] ?? all;
    // API Gateway's price falls with the requests of all types together.
    const gateway = all.requests === 0 ? 0 : (lines['API Gateway'] * own.requests) / all.requests;
    const ownLines = { ...usageCost(own), 'API Gateway': gateway };
    return { type: type.type, lines: ownLines, total: totalCost(ownLines) };
  });
  return { lines, types: costs, total: totalCost(lines) };
}

/** The lines above 0, dearest first. */
export function dearestFirst(cost: Cost): readonly (readonly [CostLine, number])[] {
  return COST_LINES.map((line) => [line, cost[line]] as const)
    .filter(([, dollars]) => dollars > 0)
    .sort(([, one], [, other]) => other - one);
}

/** Dollars a month for the stream of one type, provisioned as planned or on-demand. */
export function streamCost(plan: TypePlan, onDemand: boolean): number {
  return streamUsageCost(monthOfStream(plan, onDemand));
}

/** A month of one type's traffic. Reads are split over the types in proportion to their requests. */
function typeUsage(plan: TypePlan, chain: ChainPlan): Usage {
  const { stage, players } = chain;
  const { api, functions, storage } = chain.topology;
  const month = meanOfPeak(plan) * SECONDS_PER_MONTH;
  const requests = plan.requestsPerSecond * month;
  const records = plan.recordsPerSecond * month;
  // Players read while they send, so their reads have the shape of their requests.
  const looking = chain.requestsPerSecond === 0 ? 0 : requests / chain.requestsPerSecond;
  const reads = players.readsPerSecond * looking;
  const authorizations =
    players.count *
    authorizationsPerSecond(players.requestsPerPlayer, api.authorizerCacheSeconds.value, stage.tokenLifeSeconds);
  const { table, index } = addUnits(
    scaleUnits(plan.topology.demand.recordUnits, records),
    scaleUnits(readUnitsOf(players.reads), looking),
  );
  const bytes = records * plan.recordBytes;
  return {
    requests: requests + reads,
    inspectedRequests: api.webAcl ? requests + reads : 0,
    webAclHours: 0,
    ingest: functionUsage(requests, stage.ingestMs ?? ASSUMED_INGEST_MS, functions.ingest.memoryMb.value),
    authorize: functionUsage(authorizations * looking, ASSUMED_AUTHORIZE_MS, functions.authorize.memoryMb.value),
    query: functionUsage(reads, stage.queryMs ?? ASSUMED_QUERY_MS, functions.query.memoryMb.value),
    handlers: [handlerUsage(plan)],
    chunks: records * chunksOf(plan.recordBytes),
    archivedBytes: bytes,
    archivedByteHours: bytes * storage.archiveDays.value * 24,
    stream: monthOfStream(plan, plan.topology.stream.mode.value === 'ON_DEMAND'),
    writeUnits: table.writeUnits + index.writeUnits,
    readUnits: table.readUnits + index.readUnits,
  };
}

export function monthOfStream(plan: TypePlan, onDemand: boolean): StreamUsage {
  const records = plan.recordsPerSecond * meanOfPeak(plan) * SECONDS_PER_MONTH;
  const { shards, retentionHours } = plan.topology.stream;
  return streamUsage({
    onDemand,
    hours: HOURS_PER_MONTH,
    shards: shards.value,
    retentionHours: retentionHours.value,
    putUnits: records * putUnitsOf(plan.recordBytes),
    bytes: records * plan.recordBytes,
    roundedBytes: records * onDemandBytesOf(plan.recordBytes),
  });
}

/** Without a window, batches get fuller only with more traffic. */
function handlerUsage(plan: TypePlan): HandlerUsage {
  const memoryMb = plan.topology.handler.memoryMb.value;
  const rate = plan.recordsPerSecond * meanOfPeak(plan);
  if (rate === 0) return { invocations: 0, busyMs: 0, memoryMb, records: 0, tracedEvents: 0 };
  const invocations = invocationsPerSecond(plan, rate);
  const busyMs = batchMs(rate / invocations, memoryMb, plan.type.serviceTime);
  return {
    ...functionUsage(invocations * SECONDS_PER_MONTH, busyMs, memoryMb),
    records: rate * SECONDS_PER_MONTH,
    tracedEvents: (plan.eventsPerSecond * meanOfPeak(plan) * SECONDS_PER_MONTH) / traceSample(plan.type.priority),
  };
}

function functionUsage(invocations: number, milliseconds: number, memoryMb: number): FunctionUsage {
  return { invocations, busyMs: invocations * milliseconds, memoryMb };
}

function meanOfPeak({ type }: TypePlan): number {
  return SHAPES[type.traffic.shape].meanOfPeak;
}
