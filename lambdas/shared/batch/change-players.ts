import type { Effect } from '../game/effect.ts';
import type { GamePorts } from '../ports.ts';
import { changePlayer } from '../table/change-player.ts';
import { KnownPlayers } from '../table/known-players.ts';
import { PlayerStore } from '../table/player-store.ts';
import { WinnerCache } from '../table/winners.ts';
import { applyByPlayer, type HuntEvent } from './apply-by-player.ts';
import type { ApplyEvents } from './event-result.ts';

/** Applies a rule of the game to the players of a batch. Its caches last as long as the function's environment. */
export function changePlayers<Event extends HuntEvent>(
  effect: Effect<Event>,
): (ports: GamePorts) => ApplyEvents<Event> {
  return applyByPlayer(({ table, tableName, leaderboardShards, clock, random }) => {
    const players = new PlayerStore(table, tableName, leaderboardShards);
    const storing = { players, known: new KnownPlayers(clock), winners: new WinnerCache(), clock, random };
    return (player, events: readonly Event[]) => changePlayer(player, events, effect, storing);
  });
}
