import type { DeadLetter, Place } from './letter.ts';

/** Dead letters of one place, type, cause and age. */
export interface LetterGroup {
  readonly place: Place;
  readonly type: string;
  readonly cause: string;
  /** Such as `1 h to 1 day`. */
  readonly age: string;
  readonly letters: number;
  readonly events: number;
  /** Of these, those that nothing can send again. */
  readonly withObstacle: number;
  /** When the oldest was given up, in milliseconds since the epoch. */
  readonly oldestAt: number;
}

const HOUR_MS = 3_600_000;
const AGES: readonly (readonly [underMs: number, label: string])[] = [
  [HOUR_MS / 6, 'under 10 min'],
  [HOUR_MS, '10 min to 1 h'],
  [24 * HOUR_MS, '1 h to 1 day'],
  [7 * 24 * HOUR_MS, '1 to 7 days'],
  [Number.POSITIVE_INFINITY, '7 days or more'],
];

/** Groups by place, type, cause and age; the most events first. */
export function groupLetters(letters: readonly DeadLetter[], now: number): readonly LetterGroup[] {
  const groups = Map.groupBy(letters, ({ place, type, cause, at }) =>
    JSON.stringify([place, type, cause, ageOf(now - at)]),
  );
  return [...groups.values()]
    .map((members): LetterGroup => {
      const [{ place, type, cause, at }] = members as [DeadLetter, ...DeadLetter[]];
      return {
        place,
        type,
        cause,
        age: ageOf(now - at),
        letters: members.length,
        events: members.reduce((sum, { events }) => sum + events, 0),
        withObstacle: members.filter(({ obstacle }) => obstacle !== undefined).length,
        oldestAt: members.reduce((oldest, letter) => Math.min(oldest, letter.at), Number.POSITIVE_INFINITY),
      };
    })
    .sort((a, b) => b.events - a.events || a.oldestAt - b.oldestAt);
}

function ageOf(ms: number): string {
  return AGES.find(([under]) => ms < under)?.[1] ?? '';
}
