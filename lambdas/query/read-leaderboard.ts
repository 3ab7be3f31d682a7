import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { HttpError } from '../shared/respond.ts';
import { LEADERBOARD_INDEX, LEADERBOARD_SHARDS, leaderboardShardKey } from '../shared/table/keys.ts';
import type { QueryPorts } from './put-hunt.ts';

export interface LeaderboardEntry {
  /** From 1. */
  readonly rank: number;
  readonly playerId: string;
  readonly displayName: string;
  readonly score: number;
}

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

/** @throws HttpError 400 where it is no whole number from 1 to 100. */
export function limitOf(parameter: string | undefined): number {
  if (parameter === undefined) return DEFAULT_LIMIT;
  const limit = /^\d{1,3}$/.test(parameter) ? Number(parameter) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new HttpError(400, 'invalid_limit', `limit must be a whole number from 1 to ${MAX_LIMIT}`);
}

type Row = Omit<LeaderboardEntry, 'rank'>;

/**
 * Read on past `limit` while the score is the same, so that ties go by player id; up to this many rows a shard, for at
 * the start everybody has 0 and a read must not cost the whole hunt. Beyond, which of the tied are shown is the index's order.
 */
const MAX_ROWS_A_SHARD = 500;

/** The best players of a hunt: each shard's best, merged. Equal scores go by player id. */
export async function readLeaderboard(huntId: string, limit: number, ports: QueryPorts): Promise<LeaderboardEntry[]> {
  const shards = Array.from({ length: LEADERBOARD_SHARDS }, (_, shard) => readShard(huntId, shard, limit, ports));
  const rows = (await Promise.all(shards)).flat();
  rows.sort((a, b) => b.score - a.score || (a.playerId < b.playerId ? -1 : 1));
  return rows.slice(0, limit).map((row, index) => ({ rank: index + 1, ...row }));
}

async function readShard(
  huntId: string,
  shard: number,
  limit: number,
  { table, tableName }: QueryPorts,
): Promise<Row[]> {
  const rows: Row[] = [];
  let from: Record<string, AttributeValue> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.query({
      TableName: tableName,
      IndexName: LEADERBOARD_INDEX,
      KeyConditionExpression: 'leaderboardShard = :shard',
      ExpressionAttributeValues: { ':shard': { S: leaderboardShardKey(huntId, shard) } },
      ScanIndexForward: false,
      Limit: Math.min(limit + 1, MAX_ROWS_A_SHARD),
      ExclusiveStartKey: from,
    });
    for (const item of Items) {
      rows.push({
        playerId: item.playerId?.S ?? '',
        displayName: item.displayName?.S ?? '',
        score: Number(item.score?.N ?? 0),
      });
    }
    from = LastEvaluatedKey;
  } while (
    from !== undefined &&
    rows.length < MAX_ROWS_A_SHARD &&
    rows.at(-1)?.score === (rows[limit - 1] ?? rows.at(-1))?.score
  );
  return rows;
}
