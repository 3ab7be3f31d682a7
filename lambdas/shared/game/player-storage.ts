import type { Hunt } from './hunt.ts';
import type { PlayerState } from './player-state.ts';

/** A player in a hunt, whose state is meant. */
export interface PlayerOfHunt {
  readonly hunt: Hunt;
  readonly playerId: string;
}

/** A player's state and the number of its last write; 0 if it was never written. */
export interface StoredPlayer {
  readonly state: PlayerState;
  readonly version: number;
}

/** Storage of players' states and of treasures' winners. Each write is conditional on what was read. */
export interface PlayerStorage {
  /** @param consistent whether the read must return the newest state */
  read(player: PlayerOfHunt, consistent: boolean): Promise<StoredPlayer>;
  /** @throws ConditionalCheckFailedException if another write came first */
  put(player: PlayerOfHunt, version: number, state: PlayerState): Promise<void>;
  /**
   * Records the player as the winner of the treasures and stores the matching state, all or nothing.
   * @param state in which each of the treasures is won
   * @param wonAt RFC 3339
   * @throws TransactionCanceledException; its first reasons belong to `treasureIds`, the last one to the state
   */
  putWinning(
    player: PlayerOfHunt,
    version: number,
    state: PlayerState,
    treasureIds: readonly string[],
    wonAt: string,
  ): Promise<void>;
  /** The player who has won the treasure; `undefined` if nobody has. */
  readWinner(hunt: Hunt, treasureId: string): Promise<string | undefined>;
}
