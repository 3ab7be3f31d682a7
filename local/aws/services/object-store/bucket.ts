import type { Clock } from '../../../../core/scheduler/scheduler.ts';
import type { History, Share } from '../memory/share.ts';
import type { Checksum } from './checksum.ts';

export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
  /** MD5 in quotes, as S3 returns it for a single part. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  /** The client's own metadata, by name in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly checksum: Checksum | undefined;
}

const DAY_MS = 86_400_000;
/** Bytes of an object besides body and key: etag, metadata, checksum and JavaScript objects. */
const OBJECT_BYTES = 500;

/** The objects of a bucket: for the days of its lifecycle, as on AWS, and as many as the memory budget allows. */
export class Bucket implements History {
  readonly #share: Share;
  readonly #clock: Clock;
  readonly #expirationDays: number | undefined;
  /** Objects by key, in the order in which they were stored. */
  readonly #objects = new Map<string, StoredObject>();

  constructor(share: Share, clock: Clock, expirationDays: number | undefined) {
    this.#share = share;
    this.#clock = clock;
    this.#expirationDays = expirationDays;
    share.add(this);
  }

  get size(): number {
    this.#expire();
    return this.#objects.size;
  }

  keys(): IterableIterator<string> {
    this.#expire();
    return this.#objects.keys();
  }

  get(key: string): StoredObject | undefined {
    this.#expire();
    return this.#objects.get(key);
  }

  put(stored: StoredObject): void {
    this.#expire();
    this.delete(stored.key);
    this.#objects.set(stored.key, stored);
    this.#share.hold(memoryOf(stored));
  }

  delete(key: string): void {
    const stored = this.#objects.get(key);
    if (stored === undefined) return;
    this.#objects.delete(key);
    this.#share.release(memoryOf(stored));
  }

  /** Closes an empty bucket. */
  close(): void {
    this.#share.remove(this);
  }

  oldestAt(): number | undefined {
    return this.#oldest()?.lastModified;
  }

  letGoOldest(): number {
    const oldest = this.#oldest();
    if (oldest === undefined) return 0;
    this.#objects.delete(oldest.key);
    return memoryOf(oldest);
  }

  #oldest(): StoredObject | undefined {
    for (const stored of this.#objects.values()) return stored;
    return undefined;
  }

  /**
   * Counts days from the time at which the object was stored, rounded up to the next midnight UTC.
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html#intro-lifecycle-rules-number-of-days
   */
  #expire(): void {
    if (this.#expirationDays === undefined) return;
    const now = this.#clock.now();
    for (const { key, lastModified } of this.#objects.values()) {
      if (Math.ceil(lastModified / DAY_MS + this.#expirationDays) * DAY_MS > now) return;
      this.delete(key);
    }
  }
}

function memoryOf({ body, key }: StoredObject): number {
  return body.length + 2 * key.length + OBJECT_BYTES;
}
