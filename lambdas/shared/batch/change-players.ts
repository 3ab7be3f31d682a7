import { changePlayer } from '../game/change-player.ts';
import type { Effect } from '../game/effect.ts';
import { KnownPlayers } from '../game/known-players.ts';
import { WinnerCache } from '../game/winner-cache.ts';
import type { GamePorts } from '../ports.ts';
import { PlayerStore } from '../store/player-store.ts';
import { applyByPlayer, type HuntEvent } from './apply-by-player.ts';
import type { ApplyEvents } from './event-result.ts';

/** Applies a rule of the game to the players of a batch. Its caches live as long as the function's environment. */
export function changePlayers<Event extends HuntEvent>(
  effect: Effect<Event>,
): (ports: GamePorts) => ApplyEvents<Event> {
  return applyByPlayer(({ table, tableName, leaderboardShards, clock, random }) => {
    const players = new PlayerStore(table, tableName, leaderboardShards);
    const storing = { players, known: new KnownPlayers(clock), winners: new WinnerCache(), clock, random };
    return (player, events: readonly Event[]) => changePlayer(player, events, effect, storing);
  });
}
