/**
 * Keys of the one table. Identifiers contain neither `#` nor spaces, so a client cannot forge a key; player ids come
 * last.
 */
export function huntKey(huntId: string) {
  return { pk: { S: `HUNT#${huntId}` }, sk: { S: 'DEFINITION' } };
}

export function playerKey(huntId: string, playerId: string, part: string) {
  return { pk: { S: `PLAYER#${huntId}#${playerId}` }, sk: { S: part } };
}

export function winnerKey(huntId: string, treasureId: string) {
  return { pk: { S: `TREASURE#${huntId}#${treasureId}` }, sk: { S: 'WINNER' } };
}

/** @param recordId a record's `eventID`: its shard and sequence number, unique in its stream */
export function attemptKey(type: string, recordId: string) {
  return { pk: { S: `ATTEMPT#${type}#${recordId}` }, sk: { S: 'COUNT' } };
}

/**
 * A player's index partition; constant while the stage's number of partitions is. FNV-1a, 32 bits.
 * @param shards partitions of a hunt's leaderboard, ≥ 1
 */
export function leaderboardShard(huntId: string, playerId: string, shards: number): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < playerId.length; index += 1) {
    hash = Math.imul(hash ^ playerId.charCodeAt(index), 0x01000193);
  }
  return leaderboardShardKey(huntId, (hash >>> 0) % shards);
}

/**
 * Above any score: at most 200 clues and 200 treasures of a million points (lambdas/query/hunt-definition.schema.ts).
 */
const ABOVE_ANY_SCORE = 1_000_000_000;
/** Digits of the largest distance to it: the lowest score is minus 200 hints of a million. */
const DISTANCE_DIGITS = 10;

/**
 * A player's position on the leaderboard, as text that sorts: the best score first, equal scores by player id. So the
 * first n entries of a shard are its best n, with any number of ties.
 */
export function leaderboardOrder(score: number, playerId: string): string {
  return `${String(ABOVE_ANY_SCORE - score).padStart(DISTANCE_DIGITS, '0')}#${playerId}`;
}

export function leaderboardShardKey(huntId: string, shard: number): string {
  return `HUNT#${huntId}#${shard}`;
}

/** What the governor writes: the level that ingest admits by, and what it remembers. */
export function governorKey(part: 'ADMISSION' | 'MEMORY') {
  return { pk: { S: 'GOVERNOR' }, sk: { S: part } };
}

/** All hunts' starts are under one key, so that the governor finds them in one query. */
export const STARTS_KEY = 'STARTS';

export function startKey(huntId: string) {
  return { pk: { S: STARTS_KEY }, sk: { S: huntId } };
}
