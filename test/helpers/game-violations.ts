import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { fromPlayerItem } from '../../lambdas/shared/store/player-item.ts';
import type { Tables } from '../../local/aws/services/table/tables.ts';
import { allItems } from './game-table.ts';

type Item = Readonly<Record<string, AttributeValue>>;

/** What points a hunt gives, and what every one of its players has done: all that the stored state must agree with. */
export interface PlayedHunt {
  readonly huntId: string;
  readonly playerIds: readonly string[];
  readonly cluePoints: Readonly<Record<string, number>>;
  readonly hintCosts: Readonly<Record<string, number>>;
  readonly treasurePoints: Readonly<Record<string, number>>;
  /** By every player. */
  readonly solved: readonly string[];
  readonly hints: readonly string[];
  readonly viewed: readonly string[];
  readonly claimed: readonly string[];
  readonly pinged: boolean;
}

/**
 * What the stored state of a hunt has wrong, in words; nothing where all is well. Reads the table's items and believes no
 * function.
 * @param complete whether every event was processed; otherwise only what holds at any moment is checked
 */
export function gameViolations(tables: Tables, tableName: string, hunt: PlayedHunt, complete = true): string[] {
  const items = itemsOf(tables, tableName);
  const found: string[] = [];
  const winners = new Map<string, string>();
  for (const treasureId of Object.keys(hunt.treasurePoints)) {
    const winner = items.get(`TREASURE#${hunt.huntId}#${treasureId} WINNER`)?.playerId?.S;
    if (winner !== undefined) winners.set(treasureId, winner);
  }
  const told = new Map<string, string[]>();
  for (const playerId of hunt.playerIds) {
    const player = `PLAYER#${hunt.huntId}#${playerId}`;
    const item = items.get(`${player} STATE`);
    const { state } = fromPlayerItem({ ...item });
    let score = 0;
    for (const [treasureId, { outcome }] of state.claims) {
      if (outcome !== 'won') continue;
      told.set(treasureId, [...(told.get(treasureId) ?? []), playerId]);
      score += hunt.treasurePoints[treasureId] ?? 0;
    }
    for (const clueId of state.solved) score += hunt.cluePoints[clueId] ?? 0;
    for (const clueId of state.hints) score -= hunt.hintCosts[clueId] ?? 0;
    if (Number(item?.score?.N ?? 0) !== score) found.push(`${playerId} has score ${item?.score?.N}, not ${score}`);
    if (!complete) continue;
    if (state.joined === undefined) found.push(`${playerId} has not joined`);
    for (const id of hunt.solved) if (!state.solved.has(id)) found.push(`${playerId} has not solved ${id}`);
    for (const id of hunt.hints) if (!state.hints.has(id)) found.push(`${playerId} has no hint of ${id}`);
    for (const id of hunt.claimed) if (!state.claims.has(id)) found.push(`${playerId}'s claim of ${id} is undecided`);
    if (state.pending.size > 0) found.push(`${playerId} waits for ${[...state.pending.keys()]}`);
    const viewed = new Set(items.get(`${player} VIEWED`)?.clueIds?.SS);
    for (const id of hunt.viewed) if (!viewed.has(id)) found.push(`${playerId} has not viewed ${id}`);
    if (hunt.pinged && !items.has(`${player} POSITION`)) found.push(`${playerId} has no position`);
  }
  for (const treasureId of Object.keys(hunt.treasurePoints)) {
    const winner = winners.get(treasureId);
    const happy = told.get(treasureId) ?? [];
    if (winner === undefined && happy.length === 0) {
      if (complete && hunt.claimed.includes(treasureId)) found.push(`nobody won ${treasureId}`);
    } else if (happy.length !== 1 || happy[0] !== winner) {
      found.push(`${treasureId} is ${winner ?? 'nobody'}'s; told that they won: ${happy.join(', ') || 'nobody'}`);
    }
  }
  return found;
}

function itemsOf(tables: Tables, tableName: string): Map<string, Item> {
  return new Map(allItems(tables, tableName).map((item) => [`${item.pk?.S} ${item.sk?.S}`, item]));
}
