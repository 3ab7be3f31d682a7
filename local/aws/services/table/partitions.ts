import { compareUtf8 } from './compare.ts';
import { type KeyType, type Position, type PositionTree, positionTree } from './sort-key.ts';
import { type SortedTree, sortedTree } from './sorted-tree.ts';
import type { StoredItem } from './stored-item.ts';

/** Items by partition key, and in a partition by position. A partition exists while it contains an item. */
export class Partitions {
  readonly #sortType: KeyType | undefined;
  readonly #trees = new Map<string, PositionTree<StoredItem>>();
  /** Partition keys in the order of a scan; the first scan creates it. */
  #order: SortedTree<string, true> | undefined;

  constructor(sortType: KeyType | undefined) {
    this.#sortType = sortType;
  }

  get(partition: string): PositionTree<StoredItem> | undefined {
    return this.#trees.get(partition);
  }

  add(partition: string, position: Position, stored: StoredItem): void {
    let tree = this.#trees.get(partition);
    if (tree === undefined) {
      tree = positionTree(this.#sortType);
      this.#trees.set(partition, tree);
      this.#order?.set(partition, true);
    }
    tree.set(position, stored);
  }

  remove(partition: string, position: Position): void {
    const tree = this.#trees.get(partition);
    tree?.delete(position);
    if (tree?.size !== 0) return;
    this.#trees.delete(partition);
    this.#order?.delete(partition);
  }

  /** Iterates over all items in any order. */
  *items(): Generator<StoredItem> {
    for (const tree of this.#trees.values()) for (const [, stored] of tree.entries(undefined, [])) yield stored;
  }

  /**
   * Iterates over partition keys in a fixed order, from `first` on, even if it is missing. DynamoDB's order is a
   * hash's.
   */
  *from(first: string | undefined): Generator<string> {
    if (this.#order === undefined) {
      this.#order = sortedTree(compareUtf8);
      for (const partition of this.#trees.keys()) this.#order.set(partition, true);
    }
    for (const [partition] of this.#order.entries(first, [])) yield partition;
  }
}
