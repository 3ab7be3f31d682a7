import { timestampMs } from '../../../catalog/timestamp.ts';
/** A riddle whose answer earns points. */
export interface Clue {
  readonly clueId: string;
  readonly text: string;
  readonly answer: string;
  readonly points: number;
  readonly hint: string;
  /** Taken off the score once, when the hint is asked for. */
  readonly hintCost: number;
}

/** A place that the first player to claim it wins. */
export interface Treasure {
  readonly treasureId: string;
  /** Degrees, WGS 84. */
  readonly latitude: number;
  readonly longitude: number;
  readonly radiusMeters: number;
  readonly points: number;
  /** Clues that a player must have solved, sooner or later, for a claim to count. */
  readonly requiredClues: readonly string[];
}

/** A hunt as an organiser writes it. */
export interface HuntDefinition {
  readonly name: string;
  /** RFC 3339; the hunt is open from here … */
  readonly startsAt: string;
  /** … to just before here, by `receivedAt`. */
  readonly endsAt: string;
  readonly clues: readonly Clue[];
  readonly treasures: readonly Treasure[];
}

/** A hunt, ready to be asked. */
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

/** Whether events received at `receivedAtMs` count. The client's own time never decides. */
export function isOpen(hunt: Hunt, receivedAtMs: number): boolean {
  return receivedAtMs >= hunt.startsAtMs && receivedAtMs < hunt.endsAtMs;
}
