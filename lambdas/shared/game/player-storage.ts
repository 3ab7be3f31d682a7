import type { Hunt } from './hunt.ts';
import type { PlayerState } from './player-state.ts';

/** Whose state in which hunt. */
export interface PlayerOfHunt {
  readonly hunt: Hunt;
  readonly playerId: string;
}

/** A player's state with the number of its last write, 0 where there was none. */
export interface StoredPlayer {
  readonly state: PlayerState;
  readonly version: number;
}

/** Where players' states and the winners of treasures are kept; each write is conditional on what was read. */
export interface PlayerStorage {
  /** @param consistent whether it must be the newest state */
  read(player: PlayerOfHunt, consistent: boolean): Promise<StoredPlayer>;
  /** @throws ConditionalCheckFailedException where another write came first */
  put(player: PlayerOfHunt, version: number, state: PlayerState): Promise<void>;
  /**
   * Takes the treasures for the player and stores the state that says so, all or nothing.
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
  /** The player who has won the treasure; `undefined` where nobody has. */
  readWinner(hunt: Hunt, treasureId: string): Promise<string | undefined>;
}
