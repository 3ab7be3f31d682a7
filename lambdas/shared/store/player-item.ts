import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { LEADERBOARD_SHARDS } from '../../../core/chain/leaderboard.ts';
import type { InvalidReason, PendingKey } from '../game/player-state.ts';
import type { StoredPlayer } from '../game/player-storage.ts';
import { leaderboardOrder, leaderboardShard, playerKey } from './keys.ts';

export type Item = Record<string, AttributeValue>;

export interface PlayerRow extends StoredPlayer {
  readonly huntId: string;
  readonly playerId: string;
  readonly score: number;
}

/**
 * Builds the STATE item. It is in the leaderboard's index only once the player has joined.
 * @param shards partitions of a hunt's leaderboard
 */
export function toPlayerItem(
  { huntId, playerId, state, version, score }: PlayerRow,
  shards: number = LEADERBOARD_SHARDS,
): Item {
  const item: Item = {
    ...playerKey(huntId, playerId, 'STATE'),
    huntId: { S: huntId },
    playerId: { S: playerId },
    version: { N: String(version) },
    score: { N: String(score) },
    claims: toMap(state.claims, ({ outcome, order }) => ({ M: { outcome: { S: outcome }, order: { S: order } } })),
    invalidClaims: toMap(state.invalidClaims, ({ reason, order }) => ({
      M: { reason: { S: reason }, order: { S: order } },
    })),
    pending: toMap(state.pending, (order) => ({ S: order })),
  };
  // DynamoDB has no empty sets.
  if (state.solved.size > 0) item.solved = { SS: [...state.solved].sort() };
  if (state.hints.size > 0) item.hints = { SS: [...state.hints].sort() };
  if (state.joined !== undefined) {
    item.displayName = { S: state.joined.displayName };
    item.joinOrder = { S: state.joined.order };
    item.leaderboardShard = { S: leaderboardShard(huntId, playerId, shards) };
    item.leaderboardOrder = { S: leaderboardOrder(score, playerId) };
  }
  return item;
}

export function fromPlayerItem(item: Item): StoredPlayer {
  const displayName = item.displayName?.S;
  const joinOrder = item.joinOrder?.S;
  return {
    version: Number(item.version?.N ?? 0),
    state: {
      ...(displayName === undefined || joinOrder === undefined ? {} : { joined: { displayName, order: joinOrder } }),
      solved: new Set(item.solved?.SS),
      hints: new Set(item.hints?.SS),
      claims: fromMap(item.claims, ({ M }) => ({
        outcome: M?.outcome?.S === 'won' ? ('won' as const) : ('lost' as const),
        order: M?.order?.S ?? '',
      })),
      invalidClaims: fromMap(item.invalidClaims, ({ M }) => ({
        reason: (M?.reason?.S ?? 'unknown_treasure') as InvalidReason,
        order: M?.order?.S ?? '',
      })),
      pending: fromMap(item.pending, ({ S }) => S ?? '') as ReadonlyMap<PendingKey, string>,
    },
  };
}

function toMap<Value>(map: ReadonlyMap<string, Value>, convert: (value: Value) => AttributeValue): AttributeValue {
  const sorted = [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return { M: Object.fromEntries(sorted.map(([key, value]) => [key, convert(value)])) };
}

function fromMap<Value>(
  attribute: AttributeValue | undefined,
  convert: (value: AttributeValue) => Value,
): ReadonlyMap<string, Value> {
  return new Map(Object.entries(attribute?.M ?? {}).map(([key, value]) => [key, convert(value)]));
}
