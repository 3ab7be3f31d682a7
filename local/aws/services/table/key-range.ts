import type { AttributeValue } from './attribute-value.ts';
import type { KeyTest } from './expression/key-condition.ts';
import {
  afterPrefix,
  comparePositions,
  type KeyType,
  type Position,
  type PositionTree,
  type SortValue,
  sortValueOf,
} from './sort-key.ts';
import type { StoredItem } from './stored-item.ts';

/** Positions from `low` to `high`, edges between items; `undefined`: no limit. */
export interface KeyRange {
  readonly low: Position | undefined;
  readonly high: Position | undefined;
}

export const WHOLE_PARTITION: KeyRange = { low: undefined, high: undefined };

/** Returns the positions whose sort key passes the test. */
export function keyRange({ operator, values }: KeyTest): KeyRange {
  const first = sorted(values[0]);
  const before: Position = { sort: first, edge: -1, item: '' };
  const after: Position = { sort: first, edge: 1, item: '' };
  switch (operator) {
    case '=':
      return { low: before, high: after };
    case '<':
      return { low: undefined, high: before };
    case '<=':
      return { low: undefined, high: after };
    case '>':
      return { low: after, high: undefined };
    case '>=':
      return { low: before, high: undefined };
    case 'between':
      return { low: before, high: { sort: sorted(values[1]), edge: 1, item: '' } };
    case 'begins_with': {
      const next = afterPrefix(first);
      return { low: before, high: next === undefined ? undefined : { sort: next, edge: -1, item: '' } };
    }
  }
}

function sorted(value: AttributeValue | undefined): SortValue {
  return value === undefined ? undefined : sortValueOf(value);
}

/**
 * Iterates over the items of a partition in `range`, forwards or backwards, after `start` in that direction. Finding
 * the first item takes logarithmic time, each further one constant time.
 */
export function* walk(
  tree: PositionTree<StoredItem>,
  sortType: KeyType | undefined,
  range: KeyRange,
  isForward: boolean,
  start?: Position,
): Generator<StoredItem> {
  const compare = comparePositions(sortType);
  const from = later(isForward ? range.low : range.high, start, isForward, compare);
  const until = isForward ? range.high : range.low;
  const entries = isForward ? tree.entries(from, []) : tree.entriesReversed(from, []);
  for (const [position, stored] of entries) {
    if (until !== undefined && (isForward ? compare(position, until) > 0 : compare(position, until) < 0)) return;
    if (start !== undefined && compare(position, start) === 0) continue;
    yield stored;
  }
}

function later(
  bound: Position | undefined,
  start: Position | undefined,
  isForward: boolean,
  compare: (left: Position, right: Position) => number,
): Position | undefined {
  if (bound === undefined || start === undefined) return bound ?? start;
  return compare(bound, start) > 0 === isForward ? bound : start;
}
