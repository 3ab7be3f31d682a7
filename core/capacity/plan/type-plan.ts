import { recordsPerInvocation } from '../../chain/stream-and-source-mapping.ts';
import type { TypeTopology } from '../../chain/type-topology.ts';
import { LIMITS } from '../../limits.ts';
import { type Latency, latency } from '../model/latency.ts';
import { batchMs } from '../model/service-time.ts';
import { busiestShare, hottestKeyShareOf, shareOnTop } from '../model/spread.ts';
import { SHAPES } from '../model/traffic-shape.ts';
import type { ChainStage, ChainType } from '../model/workload.ts';

/** Length of the handler outage whose backlog the plan drains while the peak continues. */
export const OUTAGE_SECONDS = 600;

/** One event type's part of the chain at peak. */
export interface TypePlan {
  readonly type: ChainType;
  readonly topology: TypeTopology;
  readonly eventsPerSecond: number;
  /** Requests with events of this type, if each type comes in requests of its own. */
  readonly requestsPerSecond: number;
  readonly recordsPerSecond: number;
  readonly recordBytes: number;
  /** Records a second of the busiest key, of the shard that has it and of the lane that has it. */
  readonly busiestKey: number;
  readonly busiestShard: number;
  readonly busiestLane: number;
  readonly hottestKeyShare: number;
  /** Records a second that one shard accepts, limited by count or by bytes. */
  readonly shardLimit: number;
  /** Records a second that one lane handles: full batches, one at a time. */
  readonly laneRate: number;
  /** Invocations at once: shards × parallelization, capped by the reserved concurrency. */
  readonly workers: number;
  /** Records in a full invocation: the setting `batchSize`, or fewer if that many do not fit into 6 MB. */
  readonly batchSize: number;
  readonly batchMs: number;
  /**
   * Records a second that the handler keeps up with if keys spread as planned: no worker and no lane gets more than it
   * can handle.
   */
  readonly handlerRate: number;
  readonly latency: Latency;
  /** Seconds until the backlog of `OUTAGE_SECONDS` is gone. `Infinity`: never. */
  readonly drainSeconds: number;
}

export function planType(type: ChainType, topology: TypeTopology, stage: ChainStage): TypePlan {
  const { demand, stream, mapping, handler } = topology;
  const { eventsPerSecond, requestsPerSecond, recordsPerSecond, recordBytes } = demand;
  const shards = stream.shards.value;
  const memoryMb = handler.memoryMb.value;
  const hottestKeyShare = hottestKeyShareOf(type);
  const shardLimit = Math.min(
    LIMITS.kinesisShardRecordsPerSecond.value,
    LIMITS.kinesisShardBytesPerSecond.value / recordBytes,
  );
  const batchSize = Math.min(mapping.batchSize.value, recordsPerInvocation(recordBytes));
  const fullBatchMs = batchMs(batchSize, memoryMb, type.serviceTime);
  const laneRate = (batchSize * 1_000) / fullBatchMs;
  const lanes = shards * mapping.parallelizationFactor.value;
  const workers = Math.min(lanes, handler.reservedConcurrency.value ?? Number.POSITIVE_INFINITY);
  const laneShare = busiestShare(shareOnTop(type), lanes);
  const busiestLane = recordsPerSecond * laneShare;
  const invocationMs = batchMs(0, memoryMb, type.serviceTime);
  const ofWorkers = rateInTurns({ workers, lanes, laneShare, batchSize, invocationMs, fullBatchMs });
  const handlerRate = Math.min(laneRate / laneShare, ofWorkers);
  const busiest = latency({
    recordsPerSecond: busiestLane,
    dispersion: SHAPES[type.traffic.shape].dispersion,
    environment: Math.min(1, (handlerRate * laneShare) / laneRate),
    batchSize,
    memoryMb,
    batchingWindowSeconds: mapping.batchingWindowSeconds.value,
    percentile: type.latencyObjective.percentile,
    ...(type.serviceTime !== undefined && { serviceTime: type.serviceTime }),
    ...(stage.deliveryP90Ms !== undefined && { deliveryP90Ms: stage.deliveryP90Ms }),
  });
  const readRate = (shards * LIMITS.kinesisShardReadBytesPerSecond.value) / recordBytes;
  const spare = Math.min(handlerRate, readRate) - recordsPerSecond;
  return {
    type,
    topology,
    eventsPerSecond,
    requestsPerSecond,
    recordsPerSecond,
    recordBytes,
    busiestKey: recordsPerSecond * hottestKeyShare,
    busiestShard: recordsPerSecond * busiestShare(shareOnTop(type), shards),
    busiestLane,
    hottestKeyShare,
    shardLimit,
    laneRate,
    workers,
    batchSize,
    batchMs: fullBatchMs,
    handlerRate,
    latency: busiest,
    drainSeconds: spare > 0 ? (OUTAGE_SECONDS * recordsPerSecond) / spare : Number.POSITIVE_INFINITY,
  };
}

/**
 * Records a second that all workers handle. If workers are fewer than lanes, lanes take turns regardless of their
 * backlog. The busiest lane must then handle all its records in one batch a turn, while the others' batches are small.
 * The rate is the better of two bounds: every lane has a turn in each round, or each record of the other lanes has one.
 */
function rateInTurns(of: {
  readonly workers: number;
  readonly lanes: number;
  readonly laneShare: number;
  readonly batchSize: number;
  readonly invocationMs: number;
  readonly fullBatchMs: number;
}): number {
  const { workers, lanes, laneShare, batchSize, invocationMs, fullBatchMs } = of;
  const recordMs = (fullBatchMs - invocationMs) / batchSize;
  const full = (workers * batchSize * 1_000) / fullBatchMs;
  if (workers >= lanes) return full;
  const allLanes = (workers * batchSize) / (laneShare * lanes * invocationMs + batchSize * recordMs);
  const eachRecord =
    workers / ((1 - laneShare) * (invocationMs + recordMs) + laneShare * (invocationMs / batchSize + recordMs));
  return Math.min(full, Math.max(allLanes, eachRecord) * 1_000);
}

/**
 * `true` if the backlog stays bounded at a peak without end: neither the busiest shard nor the handler gets more than
 * it can handle. Ignores the headroom that the check asks for.
 */
export function keepsUp({ busiestShard, shardLimit, recordsPerSecond, handlerRate }: TypePlan): boolean {
  return busiestShard <= shardLimit && recordsPerSecond < handlerRate;
}

/**
 * Invocations a second of a type's handler. One poll a second invokes each lane that has records; there are never more
 * invocations than the handler keeps up with.
 * @param arrivingPerSecond records arriving at the time in question
 */
export function invocationsPerSecond(plan: TypePlan, arrivingPerSecond: number): number {
  const { batchSize, workers, handlerRate, topology } = plan;
  const handled = Math.min(arrivingPerSecond, handlerRate);
  const window = Math.max(1, topology.mapping.batchingWindowSeconds.value);
  return Math.min(handled, Math.max(handled / batchSize, workers / window));
}
