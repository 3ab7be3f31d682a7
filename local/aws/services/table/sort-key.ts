import type { AttributeValue } from './attribute-value.ts';
import { compareUtf8 } from './compare.ts';
import { compareNumbers } from './decimal.ts';
import { type SortedTree, sortedTree } from './sorted-tree.ts';

/** Key types. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html */
export type KeyType = 'S' | 'N' | 'B';

/** A number with its nearest double, which decides most comparisons. */
interface NumberKey {
  readonly near: number;
  readonly text: string;
}

/** A sort key's value, decoded once for many comparisons; `undefined` in a key without a sort key. */
export type SortValue = string | NumberKey | Buffer | undefined;

/**
 * A position in a partition: the sort key, then (in an index, where many items may share one) the item's own key.
 * `edge` −1 and 1 are before and after every position of the same `sort`; 0 is an item's.
 */
export interface Position {
  readonly sort: SortValue;
  readonly edge: -1 | 0 | 1;
  readonly item: string;
}

export type PositionTree<Value> = SortedTree<Position, Value>;

/** Creates an empty tree of positions whose sort keys are of `type`; all operations take logarithmic time. */
export function positionTree<Value>(type: KeyType | undefined): PositionTree<Value> {
  return sortedTree(COMPARE[type ?? 'none']);
}

type Compare = (left: Position, right: Position) => number;

const COMPARE: Readonly<Record<KeyType | 'none', Compare>> = {
  S: (left, right) => compareUtf8(left.sort as string, right.sort as string) || compareRest(left, right),
  N: (left, right) => {
    const ours = left.sort as NumberKey;
    const theirs = right.sort as NumberKey;
    return ours.near - theirs.near || compareNumbers(ours.text, theirs.text) || compareRest(left, right);
  },
  B: (left, right) => Buffer.compare(left.sort as Buffer, right.sort as Buffer) || compareRest(left, right),
  none: (left, right) => compareRest(left, right),
};

/** Returns the comparison of a tree with sort keys of `type`. */
export function comparePositions(type: KeyType | undefined): Compare {
  return COMPARE[type ?? 'none'];
}

function compareRest(left: Position, right: Position): number {
  if (left.edge !== right.edge) return left.edge - right.edge;
  return left.item < right.item ? -1 : left.item > right.item ? 1 : 0;
}

/** @param value of a key attribute, with a checked type */
export function sortValueOf(value: AttributeValue): SortValue {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return { near: Number(value.N), text: value.N };
  return Buffer.from(value.B ?? '', 'base64');
}

/**
 * Returns the least value above all that begin with `prefix`; `undefined` if there is none. Only strings and binary
 * have prefixes.
 */
export function afterPrefix(prefix: SortValue): SortValue {
  if (typeof prefix === 'string') return stringAfter(prefix);
  if (!Buffer.isBuffer(prefix)) return undefined;
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length -= 1;
  if (length === 0) return undefined;
  const next = Buffer.from(prefix.subarray(0, length));
  next[length - 1] = (next[length - 1] ?? 0) + 1;
  return next;
}

const LAST_CODE_POINT = 0x10_ffff;

function stringAfter(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === LAST_CODE_POINT) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  // Surrogates are not characters: U+E000 follows U+D7FF.
  const next = last === 0xd7ff ? 0xe000 : last + 1;
  return String.fromCodePoint(...points, next);
}
