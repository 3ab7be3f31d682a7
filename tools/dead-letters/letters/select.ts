import type { DeadLetter, Place } from './letter.ts';

/** Which dead letters a command is about. What is left out selects all. */
export interface Selection {
  readonly place?: Place;
  readonly type?: string;
  readonly cause?: string;
  readonly id?: string;
  /** The oldest so many. */
  readonly limit?: number;
}

/** The selected ones in the order of their events: the records of a key are complete up to the limit. */
export function selectLetters(letters: readonly DeadLetter[], selection: Selection): readonly DeadLetter[] {
  const { place, type, cause, id, limit } = selection;
  const matching = letters
    .filter(
      (letter) =>
        (place === undefined || letter.place === place) &&
        (type === undefined || letter.type === type) &&
        (cause === undefined || letter.cause === cause) &&
        (id === undefined || letter.id === id),
    )
    .map((letter) => ({ letter, order: firstOrder(letter) }))
    .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
    .map(({ letter }) => letter);
  return limit === undefined ? matching : matching.slice(0, limit);
}

function firstOrder({ records, at }: DeadLetter): string {
  const [first = String(at).padStart(15, '0'), ...rest] = records.map(({ order }) => order);
  return rest.reduce((least, order) => (order < least ? order : least), first);
}
