/** The table's index of scores. */
export const LEADERBOARD_INDEX = 'leaderboard';

/**
 * Index partitions that a hunt's scores are spread over. One takes 1,000 write units a second; at stage `load`'s peak
 * 2,000 score changes a second come to 4,000 index units (an old entry out, a new one in): 4 at full, 8 at half load.
 */
export const LEADERBOARD_SHARDS = 8;
