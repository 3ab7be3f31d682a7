/**
 * What an id may look like, as the source of a regular expression. The catalog's schemas, the edge's checks and the
 * local players share it. No id contains `#` or a space, because the table's keys are built with them
 * (docs/data-model.md).
 */
export interface IdPattern {
  readonly pattern: string;
  readonly maxLength: number;
}

/** Hunts, clues, treasures: names that an organiser chooses. */
export const IDENTIFIER = idOf('A-Za-z0-9_-', 1, 64);
/** Events, named by the reporting phone: long enough that no two phones draw the same id. */
export const EVENT_ID = idOf('A-Za-z0-9_-', 16, 64);
/** Players: the subject of a token, as the issuer writes it. */
export const PLAYER_ID = idOf('A-Za-z0-9_.:|@-', 1, 128);

/** A regular expression that matches such an id. */
export function matcherOf({ pattern }: IdPattern): RegExp {
  return new RegExp(pattern);
}

function idOf(characters: string, minLength: number, maxLength: number): IdPattern {
  return { pattern: `^[${characters}]{${minLength},${maxLength}}$`, maxLength };
}
