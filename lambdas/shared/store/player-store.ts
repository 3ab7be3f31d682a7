import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Hunt } from '../game/hunt.ts';
import { eventIdOf } from '../game/order.ts';
import { NEW_PLAYER, type PlayerState } from '../game/player-state.ts';
import type { PlayerOfHunt, PlayerStorage, StoredPlayer } from '../game/player-storage.ts';
import { scoreOf } from '../game/score.ts';
import type { TablePort } from '../ports.ts';
import { playerKey, winnerKey } from './keys.ts';
import { fromPlayerItem, toPlayerItem } from './player-item.ts';

/**
 * Stores players' states as items of the table.
 *
 * An eventually consistent read is enough before a write: states only grow, so an old state contains nothing wrong, and
 * the write has the condition that the state was the newest.
 */
export class PlayerStore implements PlayerStorage {
  readonly #table: TablePort;
  readonly #tableName: string;
  readonly #leaderboardShards: number | undefined;

  /** @param leaderboardShards partitions of a hunt's leaderboard. @default 8 */
  constructor(table: TablePort, tableName: string, leaderboardShards?: number) {
    this.#table = table;
    this.#tableName = tableName;
    this.#leaderboardShards = leaderboardShards;
  }

  async read({ hunt, playerId }: PlayerOfHunt, consistent: boolean): Promise<StoredPlayer> {
    const { Item } = await this.#table.getItem({
      TableName: this.#tableName,
      Key: playerKey(hunt.huntId, playerId, 'STATE'),
      ConsistentRead: consistent,
    });
    return Item === undefined ? { state: NEW_PLAYER, version: 0 } : fromPlayerItem(Item);
  }

  async put(player: PlayerOfHunt, version: number, state: PlayerState): Promise<void> {
    await this.#table.putItem(this.#versionedPut(player, version, state));
  }

  async putWinning(
    player: PlayerOfHunt,
    version: number,
    state: PlayerState,
    treasureIds: readonly string[],
    wonAt: string,
  ): Promise<void> {
    const winners = treasureIds.map(
      (treasureId): TransactWriteItem => ({
        Put: {
          TableName: this.#tableName,
          Item: {
            ...winnerKey(player.hunt.huntId, treasureId),
            playerId: { S: player.playerId },
            eventId: { S: eventIdOf(state.claims.get(treasureId)?.order ?? '') },
            wonAt: { S: wonAt },
          },
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      }),
    );
    await this.#table.transactWriteItems({
      TransactItems: [...winners, { Put: this.#versionedPut(player, version, state) }],
    });
  }

  async readWinner(hunt: Hunt, treasureId: string): Promise<string | undefined> {
    const { Item } = await this.#table.getItem({
      TableName: this.#tableName,
      Key: winnerKey(hunt.huntId, treasureId),
      ConsistentRead: true,
    });
    return Item?.playerId?.S;
  }

  #versionedPut({ hunt, playerId }: PlayerOfHunt, version: number, state: PlayerState) {
    const row = { huntId: hunt.huntId, playerId, state, version: version + 1, score: scoreOf(state, hunt) };
    return {
      TableName: this.#tableName,
      Item: toPlayerItem(row, this.#leaderboardShards),
      ...(version === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: '#version = :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': { N: String(version) } },
          }),
    };
  }
}
