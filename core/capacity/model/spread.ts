import { LIMITS } from '../../limits.ts';
import type { ChainType } from './workload.ts';

/**
 * How records spread by their key. Each value of a partition key has one shard, and of the lanes of that shard (as many as
 * `parallelizationFactor`) one: a lane is handled one batch at a time. All other values spread evenly.
 */

/** No hop is fuller than this at the expected peak. */
export const HEADROOM = 0.8;
/** A handler keeps up with this multiple of the peak, so that a backlog shrinks while traffic continues. */
export const CATCH_UP_FACTOR = 2;
/** Of all players, one has at most this share of a type's events, unless the catalog says otherwise. */
export const PLAYER_SHARE = 0.001;

/** The share of a type's events that the busiest value of its partition key has: as the catalog says, or assumed. */
export function hottestKeyShareOf({ traffic, partitionKey }: Pick<ChainType, 'traffic' | 'partitionKey'>): number {
  return traffic.hottestKeyShare ?? (partitionKey === 'playerId' ? PLAYER_SHARE : 1);
}

/**
 * The share that the busiest value has on top of the even share of its shard and lane. Players whom nobody has counted are
 * taken as alike: hundreds of them share a lane.
 */
export function shareOnTop({ traffic, partitionKey }: Pick<ChainType, 'traffic' | 'partitionKey'>): number {
  return traffic.hottestKeyShare ?? (partitionKey === 'playerId' ? 0 : 1);
}

/** The share of all records that the busiest of `parts` shards or lanes gets: the busiest key, and its even share of the rest. */
export function busiestShare(shareOfKey: number, parts: number): number {
  return shareOfKey + (1 - shareOfKey) / parts;
}

/**
 * Lanes that a shard needs so that the busiest lane handles twice the peak; where the busiest key alone is too much
 * for that, what the peak needs with headroom; one where no number is enough.
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
