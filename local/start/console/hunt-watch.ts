import { isObject } from '../../aws/services/operation.ts';
import type { Attributes } from '../../aws/services/table/attribute-value.ts';
import type { Table } from '../../aws/services/table/table.ts';
import type { HuntFile } from '../players/hunt.ts';
import type { HuntClue, HuntPlayer, HuntState, HuntTreasure } from './console-state.ts';

/** More dots than this are a cloud, in which nobody finds a player. */
const PLAYERS_SHOWN = 300;
const LEADERS = 10;
const HUNTS_KEPT = 5;
/** A metre. */
const PLACE_DIGITS = 5;

interface Player {
  name: string | undefined;
  score: number;
  solved: readonly string[];
  place: readonly [number, number] | undefined;
}

interface Hunt {
  readonly huntId: string;
  definition: Readonly<Record<string, unknown>>;
  startsAtMs: number;
  readonly players: Map<string, Player>;
  readonly winners: Map<string, string>;
}

/** Reads hunts from the items of the table (docs/data-model.md): all once when a page opens, then those that change. */
export class HuntWatch {
  readonly #shipped: HuntFile | undefined;
  readonly #hunts = new Map<string, Hunt>();
  readonly #watched = new Set<Table>();
  /** Tables that were read since a page was opened. */
  readonly #read = new Set<Table>();

  /** @param shipped the hunt whose clues have places */
  constructor(shipped: HuntFile | undefined) {
    this.#shipped = shipped;
  }

  /** Nobody looks: reads nothing more. */
  lookAway(): void {
    this.#read.clear();
    this.#hunts.clear();
  }

  /**
   * The hunt that began last; `undefined` while there is none.
   * @param tables those of the chain; watches them until `lookAway`
   */
  state(tables: readonly Table[]): HuntState | undefined {
    for (const table of tables) if (!this.#read.has(table)) this.#readAll(table);
    let newest: Hunt | undefined;
    for (const hunt of this.#hunts.values()) {
      if (hunt.startsAtMs > (newest?.startsAtMs ?? 0)) newest = hunt;
    }
    return newest === undefined ? undefined : this.#shown(newest);
  }

  #shown(hunt: Hunt): HuntState {
    const { huntId, definition, players, winners } = hunt;
    const all = [...players];
    const solvedBy = new Map<string, number>();
    for (const [, { solved }] of all) for (const clue of solved) solvedBy.set(clue, (solvedBy.get(clue) ?? 0) + 1);
    const best = all.toSorted(([, one], [, other]) => other.score - one.score).slice(0, LEADERS);
    const places = new Map(this.#shipped?.clues.map(({ clueId, place }) => [clueId, place]));
    const isShipped = this.#shipped !== undefined && huntId.startsWith(this.#shipped.huntId);
    return {
      huntId,
      name: String(definition.name ?? huntId),
      clues: Object.fromEntries(
        objectsIn(definition.clues).map(({ clueId, points }): [string, HuntClue] => {
          const place = isShipped ? places.get(String(clueId)) : undefined;
          return [
            String(clueId),
            {
              points: Number(points),
              solved: solvedBy.get(String(clueId)) ?? 0,
              ...(place !== undefined && { place: [place.latitude, place.longitude] as const }),
            },
          ];
        }),
      ),
      treasures: Object.fromEntries(
        objectsIn(definition.treasures).map((treasure): [string, HuntTreasure] => {
          const { treasureId, points, latitude, longitude, radiusMeters } = treasure;
          const winner = winners.get(String(treasureId));
          const place = [Number(latitude), Number(longitude)] as const;
          const common = { points: Number(points), place, radiusMeters: Number(radiusMeters) };
          return [String(treasureId), { ...common, ...(winner !== undefined && { winner }) }];
        }),
      ),
      players: Object.fromEntries(
        [...all.slice(0, PLAYERS_SHOWN), ...best].map(([id, player]) => [id, shownPlayer(player)]),
      ),
      playerCount: all.length,
      leaders: best.map(([id]) => id),
    };
  }

  #readAll(table: Table): void {
    this.#read.add(table);
    for (const { attributes } of table.partitions.items()) this.#take(attributes);
    if (this.#watched.has(table)) return;
    this.#watched.add(table);
    table.onChange((_before, after) => {
      if (after !== undefined && this.#read.has(table)) this.#take(after);
    });
  }

  #take(item: Attributes): void {
    const [kind, huntId, name] = (item.pk?.S ?? '').split('#');
    if (huntId === undefined) return;
    const part = item.sk?.S;
    if (kind === 'HUNT' && part === 'DEFINITION') {
      const hunt = this.#hunt(huntId);
      hunt.definition = parsed(item.definition?.S);
      hunt.startsAtMs = Number(item.startsAtMs?.N);
    } else if (kind === 'TREASURE' && name !== undefined) {
      this.#hunt(huntId).winners.set(name, item.playerId?.S ?? '');
    } else if (kind === 'PLAYER' && name !== undefined) {
      const player = this.#player(huntId, name);
      if (part === 'STATE') {
        player.name = item.displayName?.S;
        player.score = Number(item.score?.N ?? 0);
        player.solved = item.solved?.SS ?? [];
      } else if (part === 'POSITION') {
        player.place = [degrees(item.latitude?.N), degrees(item.longitude?.N)];
      }
    }
  }

  #hunt(huntId: string): Hunt {
    const known = this.#hunts.get(huntId);
    if (known !== undefined) return known;
    const made: Hunt = { huntId, definition: {}, startsAtMs: 0, players: new Map(), winners: new Map() };
    this.#hunts.set(huntId, made);
    this.#forgetOldest(huntId);
    return made;
  }

  /** Phones begin a hunt again and again, while a page may be open for hours. @param kept the one that is new */
  #forgetOldest(kept: string): void {
    if (this.#hunts.size <= HUNTS_KEPT) return;
    const others = [...this.#hunts.values()].filter(({ huntId }) => huntId !== kept);
    const [oldest] = others.sort((one, other) => one.startsAtMs - other.startsAtMs);
    if (oldest !== undefined) this.#hunts.delete(oldest.huntId);
  }

  #player(huntId: string, playerId: string): Player {
    const { players } = this.#hunt(huntId);
    const known = players.get(playerId);
    if (known !== undefined) return known;
    const made: Player = { name: undefined, score: 0, solved: [], place: undefined };
    players.set(playerId, made);
    return made;
  }
}

function shownPlayer({ name, score, solved, place }: Player): HuntPlayer {
  return { ...(name !== undefined && { name }), score, solved: solved.length, ...(place !== undefined && { place }) };
}

function degrees(text: string | undefined): number {
  return Number(Number(text).toFixed(PLACE_DIGITS));
}

function parsed(text: string | undefined): Readonly<Record<string, unknown>> {
  const value: unknown = text === undefined ? {} : JSON.parse(text);
  return isObject(value) ? value : {};
}

function objectsIn(list: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
