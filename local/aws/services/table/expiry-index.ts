import type { Attributes } from './attribute-value.ts';
import type { StoredItem } from './stored-item.ts';

/** Items that expire within the same period of so many seconds are stored together. */
const BUCKET_SECONDS = 600;

/** An item that expired longer ago is kept: DynamoDB assumes a mistake. */
const OLDEST_SECONDS = 5 * 365 * 86_400;

/**
 * Finds expired items without reading the others.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */
export class ExpiryIndex {
  readonly attributeName: string;
  readonly #buckets = new Map<number, Set<StoredItem>>();

  constructor(attributeName: string) {
    this.attributeName = attributeName;
  }

  /** Updates the index after a write. */
  follow(stored: StoredItem, before: Attributes | undefined, after: Attributes | undefined): void {
    const from = bucketOf(this.#expiry(before));
    const to = bucketOf(this.#expiry(after));
    if (from === to) return;
    if (from !== undefined) {
      const bucket = this.#buckets.get(from);
      bucket?.delete(stored);
      if (bucket?.size === 0) this.#buckets.delete(from);
    }
    if (to === undefined) return;
    const bucket = this.#buckets.get(to);
    if (bucket === undefined) this.#buckets.set(to, new Set([stored]));
    else bucket.add(stored);
  }

  /** Returns the items that are expired at `nowMs`. */
  expired(nowMs: number): StoredItem[] {
    const now = nowMs / 1_000;
    const found: StoredItem[] = [];
    for (const [bucket, items] of this.#buckets) {
      if (bucket * BUCKET_SECONDS > now) continue;
      for (const stored of items) {
        const expiry = this.#expiry(stored.attributes);
        if (expiry !== undefined && expiry < now && expiry >= now - OLDEST_SECONDS) found.push(stored);
      }
    }
    return found;
  }

  /** Seconds since the epoch; an item whose attribute is not a number does not expire. */
  #expiry(attributes: Attributes | undefined): number | undefined {
    const number = attributes?.[this.attributeName]?.N;
    return number === undefined ? undefined : Number(number);
  }
}

function bucketOf(expirySeconds: number | undefined): number | undefined {
  return expirySeconds === undefined ? undefined : Math.floor(expirySeconds / BUCKET_SECONDS);
}
