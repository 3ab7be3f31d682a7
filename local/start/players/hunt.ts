import { InputError } from '../../../core/errors.ts';
import { IDENTIFIER, matcherOf } from '../../../core/id-patterns.ts';

/** Characters that a hunt's id must leave free for the round that players.ts appends, such as `-12`. */
const ROUND_CHARACTERS = 4;

/** A hunt file: the body of `PUT /v1/hunts/{huntId}` without its times, and the id. Coordinates in degrees, WGS 84. */
export interface HuntFile {
  readonly huntId: string;
  readonly name: string;
  readonly clues: readonly {
    readonly clueId: string;
    readonly text: string;
    readonly answer: string;
    readonly points: number;
    readonly hint: string;
    readonly hintCost: number;
    /** Where a player reads the clue: phones walk there. The endpoint does not get it. */
    readonly place: Place;
  }[];
  readonly treasures: readonly {
    readonly treasureId: string;
    readonly latitude: number;
    readonly longitude: number;
    readonly radiusMeters: number;
    readonly points: number;
    readonly requiredClues: readonly string[];
  }[];
}

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** Parses a hunt file. @throws InputError that names file, field and remedy */
export function parseHunt(text: string, file: string): HuntFile {
  const refuse = (field: string, received: unknown, allowed: string): never => {
    throw new InputError({
      input: `hunt file ${file}: ${field}`,
      received,
      allowed,
      remedy: 'Compare it with local/start/players/edinburgh.json.',
    });
  };
  let hunt: HuntFile;
  try {
    hunt = JSON.parse(text);
  } catch (error) {
    return refuse('the text', (error as Error).message, 'JSON');
  }
  if (typeof hunt !== 'object' || hunt === null) return refuse('the text', hunt, 'a JSON object');
  const mostCharacters = IDENTIFIER.maxLength - ROUND_CHARACTERS;
  if (!matcherOf(IDENTIFIER).test(hunt.huntId) || hunt.huntId.length > mostCharacters) {
    refuse('huntId', hunt.huntId, `1–${mostCharacters} of A–Z a–z 0–9 _ -`);
  }
  if (!Array.isArray(hunt.clues) || hunt.clues.length === 0) refuse('clues', hunt.clues, 'a list of at least one clue');
  if (!Array.isArray(hunt.treasures) || hunt.treasures.length === 0) {
    refuse('treasures', hunt.treasures, 'a list of at least one treasure');
  }
  hunt.clues.forEach((clue, index) => {
    if (typeof clue?.clueId !== 'string') refuse(`clues[${index}].clueId`, clue?.clueId, 'a string');
    if (typeof clue.answer !== 'string') refuse(`clues[${index}].answer`, clue.answer, 'a string');
    if (!isPlace(clue.place)) refuse(`clues[${index}].place`, clue.place, '{ latitude: -90…90, longitude: -180…180 }');
  });
  hunt.treasures.forEach((treasure, index) => {
    if (typeof treasure?.treasureId !== 'string')
      refuse(`treasures[${index}].treasureId`, treasure?.treasureId, 'a string');
    if (!isPlace(treasure)) refuse(`treasures[${index}]`, treasure, 'latitude: -90…90 and longitude: -180…180');
    if (!Array.isArray(treasure.requiredClues))
      refuse(`treasures[${index}].requiredClues`, treasure.requiredClues, 'a list');
  });
  return hunt;
}

function isPlace(value: unknown): value is Place {
  const { latitude, longitude } = (value ?? {}) as Partial<Place>;
  return (
    typeof latitude === 'number' &&
    Math.abs(latitude) <= 90 &&
    typeof longitude === 'number' &&
    Math.abs(longitude) <= 180
  );
}

/** Returns the body of `PUT /v1/hunts/{huntId}`: everything except the places of clues. */
export function huntDefinition(hunt: HuntFile, startsAtMs: number, endsAtMs: number): object {
  return {
    name: hunt.name,
    startsAt: new Date(startsAtMs).toISOString(),
    endsAt: new Date(endsAtMs).toISOString(),
    clues: hunt.clues.map(({ place: _, ...clue }) => clue),
    treasures: hunt.treasures,
  };
}
