import type { ChainStage } from '../capacity/model/workload.ts';

/** The table's index of scores. */
export const LEADERBOARD_INDEX = 'leaderboard';

/** Index partitions that a hunt's scores are spread over, where the stage does not say. */
export const LEADERBOARD_SHARDS = 8;

/**
 * Index partitions that a hunt's scores are spread over. More may be set at any time: a read asks all of them, and a player
 * moves with the next change of state. Fewer hide those who have not moved.
 */
export function leaderboardShardsOf({
  leaderboardShards = LEADERBOARD_SHARDS,
}: Pick<ChainStage, 'leaderboardShards'>): number {
  return leaderboardShards;
}
