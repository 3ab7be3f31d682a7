import type { Clock } from '../../../core/scheduler/scheduler.ts';
import { RecentMap } from '../recent-map.ts';
import { NEW_PLAYER, type PlayerState } from './player-state.ts';
import type { PlayerOfHunt } from './player-storage.ts';

/** Players whose state an environment remembers: a few KB each. */
const REMEMBERED = 5_000;
/** Longest time that a state is remembered. A table that was restored to an earlier time is trusted again after it. */
const REMEMBERED_MS = 60_000;

/**
 * States of players that this environment has seen. States only grow, so an event that changes nothing in an old state
 * changes nothing in the newest: repetitions, wrong answers and lost claims cost no call to the table.
 */
export class KnownPlayers {
  readonly #states: RecentMap<PlayerState>;

  constructor(clock: Clock) {
    this.#states = new RecentMap(REMEMBERED, REMEMBERED_MS, clock);
  }

  /** The last state seen, or a new player's state, which every player has had. */
  stateOf({ hunt, playerId }: PlayerOfHunt): PlayerState {
    return this.#states.get(`${hunt.huntId}#${playerId}`) ?? NEW_PLAYER;
  }

  remember({ hunt, playerId }: PlayerOfHunt, state: PlayerState): void {
    this.#states.set(`${hunt.huntId}#${playerId}`, state);
  }
}
