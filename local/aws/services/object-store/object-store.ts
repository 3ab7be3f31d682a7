import { hash } from 'node:crypto';
import type { Clock } from '../../../../core/scheduler/scheduler.ts';
import { MemoryBudget } from '../memory/memory-budget.ts';
import type { Share } from '../memory/share.ts';
import { ServiceError } from '../service-error.ts';
import { Bucket, type StoredObject } from './bucket.ts';
import type { Checksum } from './checksum.ts';

/** An object's details besides its bytes. */
export interface ObjectDetails {
  /** @default 'binary/octet-stream' */
  readonly contentType?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly checksum?: Checksum | undefined;
}

export interface Listing {
  readonly objects: readonly StoredObject[];
  readonly commonPrefixes: readonly string[];
  /** The key after which the next page begins. */
  readonly next: string | undefined;
}

/** Share of the memory for history, for all buckets together. */
const MEMORY_SHARE = 1 / 16;

/** The account's buckets, in memory. */
export class ObjectStore {
  readonly #buckets = new Map<string, Bucket>();
  readonly #clock: Clock;
  readonly #share: Share;

  /** @param memory of all objects @default no limit */
  constructor(clock: Clock, memory = new MemoryBudget()) {
    this.#clock = clock;
    this.#share = memory.share('objects', MEMORY_SHARE);
  }

  /** @param expirationDays of its lifecycle rule @default objects stay forever */
  createBucket(name: string, expirationDays?: number): void {
    this.#buckets.set(name, new Bucket(this.#share, this.#clock, expirationDays));
  }

  /** Deletes a bucket; keeps it and returns `false` if it contains objects. */
  deleteBucket(name: string): boolean {
    const bucket = this.#bucket(name);
    if (bucket.size > 0) return false;
    bucket.close();
    return this.#buckets.delete(name);
  }

  bucketNames(): string[] {
    return [...this.#buckets.keys()].sort();
  }

  /** @throws ServiceError NoSuchBucket */
  put(
    bucket: string,
    key: string,
    body: Buffer,
    { contentType = 'binary/octet-stream', metadata = {}, checksum }: ObjectDetails = {},
  ): StoredObject {
    const etag = `"${hash('md5', body)}"`;
    const stored = { key, body, contentType, etag, lastModified: this.#clock.now(), metadata, checksum };
    this.#bucket(bucket).put(stored);
    return stored;
  }

  /** @throws ServiceError NoSuchBucket, NoSuchKey */
  get(bucket: string, key: string): StoredObject {
    const stored = this.#bucket(bucket).get(key);
    if (stored !== undefined) return stored;
    throw new ServiceError('NoSuchKey', 'The specified key does not exist.', { statusCode: 404 });
  }

  delete(bucket: string, key: string): void {
    this.#bucket(bucket).delete(key);
  }

  /** Lists keys in UTF-8 order that begin with `prefix` and come after `after`; grouped below a delimiter, if given. */
  list(bucket: string, prefix = '', after = '', maxKeys = 1_000, delimiter = ''): Listing {
    const keys = [...this.#bucket(bucket).keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const objects: StoredObject[] = [];
    const prefixes = new Set<string>();
    let last = '';
    for (const key of keys) {
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      const common = end < 0 ? undefined : key.slice(0, end + delimiter.length);
      // Keys of a group that is already on the page belong to this page.
      if (common === undefined || !prefixes.has(common)) {
        if (objects.length + prefixes.size >= maxKeys) {
          return { objects, commonPrefixes: [...prefixes], next: maxKeys === 0 ? undefined : last };
        }
        if (common === undefined) objects.push(this.get(bucket, key));
        else prefixes.add(common);
      }
      last = key;
    }
    return { objects, commonPrefixes: [...prefixes], next: undefined };
  }

  #bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket !== undefined) return bucket;
    throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', { statusCode: 404 });
  }
}
