import type { Random } from '../../../core/random.ts';
import type { Scheduler } from '../../../core/scheduler/scheduler.ts';
import type { Effect } from '../game/effect.ts';
import type { TablePort } from '../ports.ts';
import { changePlayer } from '../table/change-player.ts';
import { huntReader } from '../table/hunt-reader.ts';
import { KnownPlayers } from '../table/known-players.ts';
import { PlayerStore } from '../table/player-store.ts';
import { WinnerCache } from '../table/winners.ts';
import { applyByPlayer, type HuntEvent } from './apply-by-player.ts';
import type { ApplyEvents } from './event-result.ts';

export interface GamePorts {
  readonly table: TablePort;
  readonly tableName: string;
  readonly clock: Scheduler;
  readonly random: Random;
}

/** Applies a rule of the game to the players of a batch. Its caches last as long as the function's environment. */
export function changePlayers<Event extends HuntEvent>(effect: Effect<Event>, ports: GamePorts): ApplyEvents<Event> {
  const { table, tableName, clock, random } = ports;
  const players = new PlayerStore(table, tableName);
  const storing = { players, known: new KnownPlayers(clock), winners: new WinnerCache(), clock, random };
  const readHunt = huntReader(table, tableName, clock);
  return applyByPlayer(readHunt, (player, events: readonly Event[]) => changePlayer(player, events, effect, storing));
}
