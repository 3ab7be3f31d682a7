import type { ChainStage } from '../capacity/model/workload.ts';

/** Name of the table's index of scores. */
export const LEADERBOARD_INDEX = 'leaderboard';

/** Index partitions over which a hunt's scores are spread, if the stage sets none. */
export const LEADERBOARD_SHARDS = 8;

/**
 * Index partitions over which a hunt's scores are spread. A stage may raise the number at any time: a read asks all
 * partitions, and a player moves with the next change of state. A lower number hides the players who have not moved.
 */
export function leaderboardShardsOf({
  leaderboardShards = LEADERBOARD_SHARDS,
}: Pick<ChainStage, 'leaderboardShards'>): number {
  return leaderboardShards;
}
