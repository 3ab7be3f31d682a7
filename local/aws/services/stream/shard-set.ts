import { type HashKey, type HashKeyRange, joinRanges, splitRange } from './hash-key.ts';
import { type Lineage, Shard, type ShardOptions } from './shard.ts';

/**
 * A stream's shards: the open ones, which cover the hash-key space without gap or overlap, and closed ones until their
 * retention ends.
 */
export class ShardSet {
  readonly #retentionMs: number;
  readonly #onOpened: (shard: Shard) => void;
  readonly #options: ShardOptions;
  readonly #byId = new Map<string, Shard>();
  /** Open shards in the order of their ranges. */
  #open: Shard[] = [];
  #nextNumber = 0;

  constructor(retentionMs: number, onOpened: (shard: Shard) => void, options: ShardOptions) {
    this.#retentionMs = retentionMs;
    this.#onOpened = onOpened;
    this.#options = options;
  }

  /** Opens the first shards. */
  begin(ranges: readonly HashKeyRange[], now: number): void {
    this.#open = ranges.map((range) => this.#newShard(range, now));
  }

  /** Returns open and closed shards in the order of their creation. */
  all(now: number): Shard[] {
    for (const [id, shard] of this.#byId) {
      if (!shard.expired(now)) continue;
      shard.discard();
      this.#byId.delete(id);
    }
    return [...this.#byId.values()];
  }

  /** Deletes all records of all shards. */
  discard(): void {
    for (const shard of this.#byId.values()) shard.discard();
  }

  get open(): readonly Shard[] {
    return this.#open;
  }

  get(id: string): Shard | undefined {
    return this.#byId.get(id);
  }

  /** Returns the open shard whose range contains the hash key. */
  for(hashKey: HashKey): Shard {
    let low = 0;
    let high = this.#open.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (hashKey > (this.#open[middle]?.range.ending ?? '')) low = middle + 1;
      else high = middle;
    }
    const shard = this.#open[low];
    if (shard === undefined) throw new RangeError('a stream has no shard');
    return shard;
  }

  withRange({ starting, ending }: HashKeyRange): Shard | undefined {
    return this.#open.find(({ range }) => range.starting === starting && range.ending === ending);
  }

  /** Returns `false` if `at` is outside the shard's range. */
  split(shard: Shard, at: HashKey, now: number): boolean {
    const ranges = splitRange(shard.range, at);
    if (ranges === undefined) return false;
    const second = secondAfter(now, [shard]);
    const children = ranges.map((range) => this.#newShard(range, now, { parent: shard.id }, second));
    this.#replace([shard], children, now);
    return true;
  }

  /** Returns `false` if the shards' ranges are not adjacent. */
  merge(shard: Shard, adjacent: Shard, now: number): boolean {
    const range = joinRanges(shard.range, adjacent.range);
    if (range === undefined) return false;
    const lineage = { parent: shard.id, adjacentParent: adjacent.id };
    const child = this.#newShard(range, now, lineage, secondAfter(now, [shard, adjacent]));
    this.#replace([shard, adjacent], [child], now);
    return true;
  }

  /** Adds the children before it closes the parents, so that a consumer at a parent's end finds them. */
  #replace(parents: readonly Shard[], children: readonly Shard[], now: number): void {
    const open = this.#open.filter((shard) => !parents.includes(shard));
    this.#open = [...open, ...children].sort((a, b) => (a.range.starting < b.range.starting ? -1 : 1));
    for (const parent of parents) parent.close(now);
    for (const child of children) this.#onOpened(child);
  }

  #newShard(range: HashKeyRange, now: number, lineage: Lineage = {}, createdSecond?: number): Shard {
    const origin = { lineage, createdSecond };
    const shard = new Shard(this.#nextNumber, range, this.#retentionMs, now, origin, this.#options);
    this.#nextNumber += 1;
    this.#byId.set(shard.id, shard);
    return shard;
  }
}

/** Returns the second of creation for children: after that of their parents. */
function secondAfter(now: number, parents: readonly Shard[]): number {
  return Math.max(Math.floor(now / 1_000), ...parents.map(({ createdSecond }) => createdSecond + 1));
}
