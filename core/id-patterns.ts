/**
 * What an id may look like, as the source of a regular expression: a schema of the catalog, an edge's check and the local
 * players have the same one. None holds `#` or a space, of which the table's keys are made (docs/data-model.md).
 */
export interface IdPattern {
  readonly pattern: string;
  readonly maxLength: number;
}

/** Hunts, clues, treasures: what an organiser names. */
export const IDENTIFIER = idOf('A-Za-z0-9_-', 1, 64);
/** Events, by the phone that reports them: long enough that no two phones draw the same one. */
export const EVENT_ID = idOf('A-Za-z0-9_-', 16, 64);
/** Players: the subject of a token, as its issuer writes it. */
export const PLAYER_ID = idOf('A-Za-z0-9_.:|@-', 1, 128);

/** Whether a text is such an id. */
export function matcherOf({ pattern }: IdPattern): RegExp {
  return new RegExp(pattern);
}

function idOf(characters: string, minLength: number, maxLength: number): IdPattern {
  return { pattern: `^[${characters}]{${minLength},${maxLength}}$`, maxLength };
}
