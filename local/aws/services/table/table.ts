import type { Attributes } from './attribute-value.ts';
import { validation } from './errors.ts';
import { ExpiryIndex } from './expiry-index.ts';
import { Partitions } from './partitions.ts';
import { SecondaryIndex } from './secondary-index.ts';
import type { Position } from './sort-key.ts';
import type { PrimaryKey, StoredItem } from './stored-item.ts';
import type { TableSettings } from './table-settings.ts';

/** Items of one table: partitions by hash, items in a partition in the order of their sort keys. */
export class Table {
  readonly settings: TableSettings;
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly indexes: readonly SecondaryIndex[];
  readonly partitions: Partitions;
  /** Capacity units used since the start, with those of indexes; `indexes` counts the latter alone. */
  readonly consumed = { readUnits: 0, writeUnits: 0, indexes: { readUnits: 0, writeUnits: 0 } };
  /** Capacity units of each index, taken since the start. */
  readonly consumedByIndex: ReadonlyMap<string, { readUnits: number; writeUnits: number }>;
  readonly #expiry: ExpiryIndex | undefined;
  readonly #observers: ((before: Attributes | undefined, after: Attributes | undefined) => void)[] = [];
  #itemCount = 0;
  #bytes = 0;

  constructor(settings: TableSettings, arn: string, createdAt: number) {
    this.settings = settings;
    this.arn = arn;
    this.createdAt = createdAt;
    this.partitions = new Partitions(settings.key.sort?.type);
    this.indexes = settings.indexes.map((index) => new SecondaryIndex(index, settings.key));
    this.consumedByIndex = new Map(settings.indexes.map(({ name }) => [name, { readUnits: 0, writeUnits: 0 }]));
    this.#expiry = settings.expiryName === undefined ? undefined : new ExpiryIndex(settings.expiryName);
  }

  /** Calls `observer` with each written or deleted item, before and after. */
  onChange(observer: (before: Attributes | undefined, after: Attributes | undefined) => void): void {
    this.#observers.push(observer);
  }

  get itemCount(): number {
    return this.#itemCount;
  }

  /** Bytes of all items. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @throws ServiceError ValidationException */
  index(name: string): SecondaryIndex {
    const index = this.indexes.find(({ settings }) => settings.name === name);
    if (index === undefined) throw validation(`The table does not have the specified index: ${name}`);
    return index;
  }

  find(key: PrimaryKey): StoredItem | undefined {
    return this.partitions.get(key.partition)?.get(place(key));
  }

  /** Stores `attributes` at `key`, replacing `existing` if given. @param size bytes of `attributes` */
  write(key: PrimaryKey, existing: StoredItem | undefined, attributes: Attributes, size: number): void {
    const before = existing?.attributes;
    const stored: StoredItem = existing ?? { key, attributes, size };
    this.#bytes += size - (existing?.size ?? 0);
    stored.attributes = attributes;
    stored.size = size;
    if (existing === undefined) {
      this.partitions.add(key.partition, place(key), stored);
      this.#itemCount += 1;
    }
    for (const index of this.indexes) index.follow(stored, before, attributes);
    this.#expiry?.follow(stored, before, attributes);
    for (const observer of this.#observers) observer(before, attributes);
  }

  remove(stored: StoredItem): void {
    this.partitions.remove(stored.key.partition, place(stored.key));
    this.#itemCount -= 1;
    this.#bytes -= stored.size;
    for (const index of this.indexes) index.follow(stored, stored.attributes, undefined);
    this.#expiry?.follow(stored, stored.attributes, undefined);
    for (const observer of this.#observers) observer(stored.attributes, undefined);
  }

  /**
   * Deletes expired items. DynamoDB does so within a few days and returns them until then, so the caller chooses the
   * time.
   * @param nowMs milliseconds since the epoch
   * @returns the number of deleted items
   */
  sweepExpired(nowMs: number): number {
    const expired = this.#expiry?.expired(nowMs) ?? [];
    for (const stored of expired) this.remove(stored);
    return expired.length;
  }
}

/** Returns an item's position in its partition: each has its own sort key there. */
export function place(key: PrimaryKey): Position {
  return { sort: key.sort, edge: 0, item: '' };
}
