import { DEFAULT_ENTRIES, LEADERBOARD_LIFE_MS } from '../../catalog/requests.ts';
import { LEADERBOARD_INDEX, LEADERBOARD_SHARDS } from '../../core/chain/leaderboard.ts';
import { HttpError } from '../shared/http/respond.ts';
import { RecentMap } from '../shared/recent-map.ts';
import { leaderboardShardKey } from '../shared/store/keys.ts';
import type { QueryPorts } from './put-hunt.ts';

export interface LeaderboardEntry {
  /** From 1. */
  readonly rank: number;
  readonly playerId: string;
  readonly displayName: string;
  readonly score: number;
}

export const MAX_LIMIT = 100;

const REMEMBERED_HUNTS = 50;

/** @throws HttpError 400 if it is not a whole number from 1 to 100 */
export function limitOf(parameter: string | undefined): number {
  if (parameter === undefined) return DEFAULT_ENTRIES;
  const limit = /^\d{1,3}$/.test(parameter) ? Number(parameter) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new HttpError(400, 'invalid_limit', `limit must be a whole number from 1 to ${MAX_LIMIT}`);
}

export type ReadLeaderboard = (huntId: string, limit: number) => Promise<readonly LeaderboardEntry[]>;

/**
 * Reads the best players of a hunt; equal scores are ordered by player id. Costs one query a shard for any scores, and
 * none if this environment answered the same number of entries within the last second.
 */
export function leaderboardReader(ports: QueryPorts): ReadLeaderboard {
  const answers = new RecentMap<{ readonly limit: number; readonly entries: readonly LeaderboardEntry[] }>(
    REMEMBERED_HUNTS,
    LEADERBOARD_LIFE_MS,
    ports.clock,
  );
  return async (huntId, limit) => {
    const answer = answers.get(huntId);
    if (answer !== undefined && answer.limit >= limit) return answer.entries.slice(0, limit);
    const entries = await readBest(huntId, limit, ports);
    answers.set(huntId, { limit, entries });
    return entries;
  };
}

interface Row extends Omit<LeaderboardEntry, 'rank'> {
  /** In the form of `leaderboardOrder`: the least text is the best score. */
  readonly order: string;
}

async function readBest(huntId: string, limit: number, ports: QueryPorts): Promise<LeaderboardEntry[]> {
  const { leaderboardShards: length = LEADERBOARD_SHARDS } = ports;
  const shards = Array.from({ length }, (_, shard) => readShard(huntId, shard, limit, ports));
  const rows = (await Promise.all(shards)).flat();
  rows.sort((a, b) => (a.order < b.order ? -1 : 1));
  return rows
    .slice(0, limit)
    .map(({ playerId, displayName, score }, index) => ({ rank: index + 1, playerId, displayName, score }));
}

/** Reads a shard in one query: a page holds 1 MB, and `MAX_LIMIT` entries have under 1 KB each. */
async function readShard(
  huntId: string,
  shard: number,
  limit: number,
  { table, tableName }: QueryPorts,
): Promise<Row[]> {
  const { Items = [] } = await table.query({
    TableName: tableName,
    IndexName: LEADERBOARD_INDEX,
    KeyConditionExpression: 'leaderboardShard = :shard',
    ExpressionAttributeValues: { ':shard': { S: leaderboardShardKey(huntId, shard) } },
    Limit: limit,
  });
  return Items.map((item) => ({
    playerId: item.playerId?.S ?? '',
    displayName: item.displayName?.S ?? '',
    score: Number(item.score?.N ?? 0),
    order: item.leaderboardOrder?.S ?? '',
  }));
}
