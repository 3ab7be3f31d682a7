import { LIMITS } from '../limits.ts';
import { type Latency, latency } from './latency.ts';
import { batchMs } from './service-time.ts';
import { demandOf, planStream, recordsPerInvocation, type StreamPlan } from './stream-plan.ts';
import { SHAPES } from './traffic-shape.ts';
import { type ChainStage, type ChainType, peakOf } from './workload.ts';

/** An outage of the handler whose backlog is worked off while the peak goes on. */
export const OUTAGE_SECONDS = 600;
/** Of all players, one is at most this share of a type's events, unless the catalog says otherwise. */
export const PLAYER_SHARE = 0.001;

/** One event type's part of the chain at peak. */
export interface TypePlan {
  readonly type: ChainType;
  readonly stream: StreamPlan;
  readonly eventsPerSecond: number;
  /** Of events of this type, as if each type came in requests of its own. */
  readonly requestsPerSecond: number;
  readonly recordsPerSecond: number;
  readonly recordBytes: number;
  /** Records a second of the busiest shard: its even share, and the busiest key on top. */
  readonly busiestShard: number;
  readonly hottestKeyShare: number;
  /** Records a second that one shard takes in, by count or by bytes. */
  readonly shardLimit: number;
  /** Invocations at once: shards × parallelization, capped by the reserved concurrency and by the keys there are. */
  readonly workers: number;
  /** What an invocation really takes: `batchSize`, or as many records as fit into its 6 MB. */
  readonly batchSize: number;
  readonly batchMs: number;
  /** Records a second that all workers handle. */
  readonly handlerRate: number;
  readonly latency: Latency;
  /** Seconds until the backlog of `OUTAGE_SECONDS` is gone; `Infinity` where it never is. */
  readonly drainSeconds: number;
}

export function planType(type: ChainType, stage: ChainStage): TypePlan {
  const stream = planStream(demandOf(type, stage));
  const { recordsPerSecond, recordBytes, processing } = stream;
  const shards = stream.shards.value;
  const memoryMb = processing.memoryMb.value;
  const hottestKeyShare = type.traffic.hottestKeyShare ?? (type.partitionKey === 'playerId' ? PLAYER_SHARE : 1);
  const shardLimit = Math.min(
    LIMITS.kinesisShardRecordsPerSecond.value,
    LIMITS.kinesisShardBytesPerSecond.value / recordBytes,
  );
  const busiestShard = recordsPerSecond * (hottestKeyShare + (1 - hottestKeyShare) / shards);
  const batchSize = Math.min(processing.batchSize.value, recordsPerInvocation(recordBytes));
  const reserved = stage.reservedConcurrency ? processing.reservedConcurrency.value : Number.POSITIVE_INFINITY;
  const lanes = shards * processing.parallelizationFactor.value;
  const workers = Math.max(1, Math.min(lanes, reserved, Math.floor(1 / hottestKeyShare)));
  const fullBatchMs = batchMs(batchSize, memoryMb, type.serviceTime);
  const handlerRate = (workers * batchSize * 1_000) / fullBatchMs;
  // Workers follow the load, so the busiest shard has its full lanes while the function has environments.
  const workersOfShard =
    Math.max(1, Math.min(processing.parallelizationFactor.value, workers)) * Math.min(1, workers / lanes);
  const busiest = latency({
    recordsPerSecond: busiestShard,
    dispersion: SHAPES[type.traffic.shape].dispersion,
    workers: workersOfShard,
    batchSize,
    memoryMb,
    batchingWindowSeconds: processing.batchingWindowSeconds.value,
    percentile: type.latencyObjective.percentile,
    ...(type.serviceTime !== undefined && { serviceTime: type.serviceTime }),
    ...(stage.deliveryP90Ms !== undefined && { deliveryP90Ms: stage.deliveryP90Ms }),
  });
  const eventsPerSecond = peakOf(type) * stage.trafficScale;
  const readRate = (shards * LIMITS.kinesisShardReadBytesPerSecond.value) / recordBytes;
  const spare = Math.min(handlerRate, readRate) - recordsPerSecond;
  return {
    type,
    stream,
    eventsPerSecond,
    requestsPerSecond: eventsPerSecond / (type.traffic.meanEventsPerRequest ?? 1),
    recordsPerSecond,
    recordBytes,
    busiestShard,
    hottestKeyShare,
    shardLimit,
    workers,
    batchSize,
    batchMs: fullBatchMs,
    handlerRate,
    latency: busiest,
    drainSeconds: spare > 0 ? (OUTAGE_SECONDS * recordsPerSecond) / spare : Number.POSITIVE_INFINITY,
  };
}
