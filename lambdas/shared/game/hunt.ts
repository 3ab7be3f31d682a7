import { timestampMs } from '../../../catalog/timestamp.ts';
/** A riddle whose answer earns points. */
export interface Clue {
  readonly clueId: string;
  readonly text: string;
  readonly answer: string;
  readonly points: number;
  readonly hint: string;
  /** Points that asking for the hint costs, once. */
  readonly hintCost: number;
}

/** A place; the first player to claim it wins. */
export interface Treasure {
  readonly treasureId: string;
  /** Degrees, WGS 84. */
  readonly latitude: number;
  readonly longitude: number;
  readonly radiusMeters: number;
  readonly points: number;
  /** Clues that a player must have solved, before or after the claim, for the claim to count. */
  readonly requiredClues: readonly string[];
}

/** A hunt as an organiser writes it. */
export interface HuntDefinition {
  readonly name: string;
  /** RFC 3339. The hunt is open for events with `receivedAt` from here, */
  readonly startsAt: string;
  /** up to just before here. */
  readonly endsAt: string;
  readonly clues: readonly Clue[];
  readonly treasures: readonly Treasure[];
}

/** A hunt prepared for the game's rules. */
export interface Hunt {
  readonly huntId: string;
  readonly definition: HuntDefinition;
  /** Milliseconds since the Unix epoch. */
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly clues: ReadonlyMap<string, Clue>;
  readonly treasures: ReadonlyMap<string, Treasure>;
}

export function openHunt(huntId: string, definition: HuntDefinition): Hunt {
  return {
    huntId,
    definition,
    startsAtMs: timestampMs(definition.startsAt),
    endsAtMs: timestampMs(definition.endsAt),
    clues: new Map(definition.clues.map((clue) => [clue.clueId, clue])),
    treasures: new Map(definition.treasures.map((treasure) => [treasure.treasureId, treasure])),
  };
}

/** `true` if events received at `receivedAtMs` count. The client's own time never decides. */
export function isOpen(hunt: Hunt, receivedAtMs: number): boolean {
  return receivedAtMs >= hunt.startsAtMs && receivedAtMs < hunt.endsAtMs;
}
