import { LIMITS } from '../../limits.ts';
import { ASSUMED_SERVICE_TIME, batchMs, type ServiceTime } from './service-time.ts';

/**
 * 90th percentile of PutEvents as ingest measures it. The model assumes an exponential tail beyond it, here and for
 * EventBridge's delivery.
 */
export const PUT_EVENTS_P90_MS = 20;
/**
 * 80 ms at 2,000 events/s (AWS Architecture Blog, Amazon Key, 2026-02). One customer's figure, not a promise by AWS.
 */
export const EVENT_BRIDGE_P90_MS = 80;

export interface QueueDemand {
  /** Records a second of the busiest lane. A lane is the part of a shard that is handled one batch at a time. ≥ 0. */
  readonly recordsPerSecond: number;
  /** Variance ÷ mean of a second's arrivals. */
  readonly dispersion: number;
  /** Share of the time in which an environment is free for the lane; below 1 if lanes outnumber environments. 0–1. */
  readonly environment: number;
  readonly batchSize: number;
  readonly memoryMb: number;
  readonly batchingWindowSeconds: number;
  /** 1–99.999. */
  readonly percentile: number;
  /** @default EVENT_BRIDGE_P90_MS */
  readonly deliveryP90Ms?: number;
  /** @default assumed */
  readonly serviceTime?: ServiceTime;
}

/**
 * Milliseconds at the percentile from `receivedAt` to the stored effect, part by part. `Infinity`: the backlog grows
 * without end.
 */
export interface Latency {
  readonly publish: number;
  readonly deliver: number;
  readonly poll: number;
  readonly window: number;
  readonly wait: number;
  readonly batch: number;
  readonly total: number;
}

/**
 * Latency at a percentile. Each part is taken at that percentile and the parts are added. The sum is above the
 * percentile of the whole, which would need all parts to be late at once.
 * A poll returns the records of one second: N, distributed N(λ, λ·dispersion). Records of earlier polls wait in a D/G/1
 * queue of polls: mean wait by Kingman's bound ρ/(1−ρ) × (ca² + cs²)/2 × service (Kingman 1961) with ca² = 0, its tail
 * exponential (heavy traffic: Whitt 1983). The handler takes a poll's own records batch by batch; the latency is that
 * of the last one.
 */
export function latency(demand: QueueDemand): Latency {
  const { recordsPerSecond, environment, batchSize, memoryMb, serviceTime = ASSUMED_SERVICE_TIME } = demand;
  const share = demand.percentile / 100;
  const pollMs = LIMITS.lambdaPollMs.value;
  const perPoll = (recordsPerSecond * pollMs) / 1_000;
  const recordMs = batchMs(batchSize, memoryMb, serviceTime) / batchSize;
  const serviceMs = (perPoll * recordMs) / environment;
  const load = perPoll === 0 ? 0 : serviceMs / pollMs;
  const most = Math.max(1, Math.ceil(perPoll + normalQuantile(share) * Math.sqrt(perPoll * demand.dispersion)));
  const rounds = Math.ceil(most / batchSize);
  const parts = {
    publish: exponentialQuantile(PUT_EVENTS_P90_MS, share),
    deliver: exponentialQuantile(demand.deliveryP90Ms ?? EVENT_BRIDGE_P90_MS, share),
    poll: share * pollMs,
    window: demand.batchingWindowSeconds * 1_000,
    wait: waitOfPolls(load, serviceMs, (demand.dispersion + serviceTime.variation) / Math.max(1, perPoll), share),
    batch: rounds * batchMs(Math.min(batchSize, most), memoryMb, serviceTime),
  };
  return { ...parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) };
}

/** `variation`: squared coefficient of variation of a poll's service time. */
function waitOfPolls(load: number, serviceMs: number, variation: number, share: number): number {
  if (load >= 1) return Number.POSITIVE_INFINITY;
  const mean = ((load / (1 - load)) * variation * serviceMs) / 2;
  // P(W > t) = ρ·exp(−t·ρ/mean): at most a share ρ of the polls waits at all.
  return mean === 0 || load <= 1 - share ? 0 : (mean / load) * Math.log(load / (1 - share));
}

function exponentialQuantile(p90Ms: number, share: number): number {
  return (p90Ms * Math.log(1 - share)) / Math.log(0.1);
}

/** Standard normal quantile, error below 4.5e-4 (Abramowitz and Stegun 26.2.23). @param share above 0, below 1 */
export function normalQuantile(share: number): number {
  const tail = Math.min(share, 1 - share);
  const t = Math.sqrt(-2 * Math.log(tail));
  const value =
    t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
  return share < 0.5 ? -value : value;
}
