import type { StampedEvent } from '../../../catalog/definition.ts';
import { timestampMs } from '../../../catalog/timestamp.ts';
import { errorName } from '../error-name.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import type { WaitingChange } from '../game/change-player.ts';
import type { EffectOutcome } from '../game/effect.ts';
import type { PlayerOfHunt } from '../game/player-storage.ts';
import type { GamePorts } from '../ports.ts';
import { isRefusal } from '../refusal.ts';
import { huntReader, type ReadHunt } from '../store/hunt-reader.ts';
import { Checkpoint } from './checkpoint.ts';
import type { ApplyEvents, EventResult } from './event-result.ts';

/** An event that belongs to a hunt, as all events of the game do. */
export type HuntEvent = StampedEvent<string, { readonly huntId: string }>;

export interface PlayerOutcomes {
  readonly outcomes: readonly EffectOutcome[];
  readonly waiting?: WaitingChange;
}

/** Applies all of a batch's events of one player in one hunt. */
export type ApplyToPlayer<Event extends HuntEvent> = (
  player: PlayerOfHunt,
  events: readonly Event[],
) => Promise<PlayerOutcomes>;

/** Players whose writes run at once: enough to hide the table's latency, few enough for its connections. */
const PLAYERS_AT_ONCE = 16;

interface Group<Event> {
  readonly huntId: string;
  readonly playerId: string;
  readonly events: Event[];
  /** Positions of the events in the batch, ascending. */
  readonly positions: number[];
}

/**
 * Applies a batch player by player, each in the hunt that its events name.
 * @param makeApply called once an environment with what the game needs; its caches live as long as the environment
 */
export function applyByPlayer<Event extends HuntEvent>(
  makeApply: (ports: GamePorts) => ApplyToPlayer<Event>,
): (ports: GamePorts) => ApplyEvents<Event> {
  return (ports) => applyGroups(huntReader(ports.table, ports.tableName, ports.clock), makeApply(ports));
}

/**
 * Groups a batch by player, so that each player costs one read and one write, and applies the groups concurrently.
 * After a failure, starts no group whose first record is behind it: Kinesis delivers those records again anyway.
 */
export function applyGroups<Event extends HuntEvent>(
  readHunt: ReadHunt,
  apply: ApplyToPlayer<Event>,
): ApplyEvents<Event> {
  return async (events, hasTime) => {
    const results: EventResult[] = new Array(events.length);
    const waiting: WaitingChange[] = [];
    const checkpoint = new Checkpoint(events.length);
    const fill = (group: Group<Event>, result: EventResult) => {
      for (const position of group.positions) results[position] = result;
    };
    const fail = (group: Group<Event>, name: string) => {
      fill(group, { kind: 'retry', errorName: name });
      checkpoint.failFrom(group.positions[0] ?? 0, name);
    };
    await forEachBounded([...groupByPlayer(events)], PLAYERS_AT_ONCE, async (group) => {
      const notBegun = checkpoint.notBegun(group.positions[0] ?? 0, hasTime);
      if (notBegun !== undefined) return fail(group, notBegun);
      try {
        const hunt = await readHunt(group.huntId, latestReceivedAt(group.events));
        if (hunt === undefined) {
          const message = `there is no hunt "${group.huntId}"; put it with PUT /v1/hunts/${group.huntId}, then redrive the event (docs/dead-letters.md)`;
          return fill(group, { kind: 'permanent', code: 'unknown_hunt', message });
        }
        const applied = await apply({ hunt, playerId: group.playerId }, group.events);
        for (const [index, position] of group.positions.entries()) {
          results[position] = applied.outcomes[index] ?? { kind: 'retry', errorName: 'NoOutcome' };
        }
        if (applied.waiting !== undefined) waiting.push(applied.waiting);
      } catch (error) {
        if (isRefusal(error)) fill(group, { kind: 'refused', errorName: errorName(error) });
        else fail(group, errorName(error));
      }
    });
    return { results, waiting };
  };
}

function groupByPlayer<Event extends HuntEvent>(events: readonly Event[]): Iterable<Group<Event>> {
  const groups = new Map<string, Group<Event>>();
  for (const [position, event] of events.entries()) {
    const { huntId } = event.data;
    const key = `${huntId}#${event.playerId}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = { huntId, playerId: event.playerId, events: [], positions: [] };
      groups.set(key, group);
    }
    group.events.push(event);
    group.positions.push(position);
  }
  return groups.values();
}

function latestReceivedAt(events: readonly HuntEvent[]): number {
  return events.reduce((latest, { receivedAt }) => Math.max(latest, timestampMs(receivedAt)), Number.NEGATIVE_INFINITY);
}
