import { LIMITS } from '../../limits.ts';
import type { ChainType } from './workload.ts';

/**
 * How records spread by their key. Each value of a partition key goes to one shard, and there to one of its lanes
 * (`parallelizationFactor` lanes a shard), which is handled one batch at a time. All other values spread evenly.
 */

/** Largest allowed utilisation of a hop at the expected peak. */
export const HEADROOM = 0.8;
/** A handler must be able to handle this multiple of the peak, so that a backlog shrinks while traffic continues. */
export const CATCH_UP_FACTOR = 2;
/** One player has at most this share of a type's events, unless the catalog sets another. */
export const PLAYER_SHARE = 0.001;

/** Share of a type's events that the busiest value of its partition key has: set in the catalog, or assumed. */
export function hottestKeyShareOf({ traffic, partitionKey }: Pick<ChainType, 'traffic' | 'partitionKey'>): number {
  return traffic.hottestKeyShare ?? (partitionKey === 'playerId' ? PLAYER_SHARE : 1);
}

/**
 * Share of the events that the busiest value adds to the even share of its shard and lane. If the catalog sets none,
 * players count as equal, because hundreds of them share a lane.
 */
export function shareOnTop({ traffic, partitionKey }: Pick<ChainType, 'traffic' | 'partitionKey'>): number {
  return traffic.hottestKeyShare ?? (partitionKey === 'playerId' ? 0 : 1);
}

/**
 * Share of all records that the busiest of `parts` shards or lanes gets: the busiest key, and an even share of the
 * rest.
 */
export function busiestShare(shareOfKey: number, parts: number): number {
  return shareOfKey + (1 - shareOfKey) / parts;
}

/**
 * Lanes that a shard needs so that its busiest lane can handle twice the peak. If the busiest key alone is too much for
 * that: the lanes for the peak with headroom. If no number is enough: one.
 * @param laneRate records a second that one lane handles
 */
export function lanesOfShard(recordsPerSecond: number, shards: number, laneRate: number, shareOfKey: number): number {
  const most = LIMITS.lambdaMaxParallelizationFactor.value;
  const ofKey = recordsPerSecond * shareOfKey;
  const others = (recordsPerSecond - ofKey) / shards;
  const lanesWithin = (rate: number) => Math.max(1, Math.ceil(others / (rate - ofKey)));
  if (shareOfKey === 0) return Math.min(most, lanesWithin(laneRate / CATCH_UP_FACTOR));
  for (const rate of [laneRate / CATCH_UP_FACTOR, laneRate * HEADROOM]) {
    if (ofKey < rate && lanesWithin(rate) <= most) return lanesWithin(rate);
  }
  return 1;
}
