import { MAX_EVENT_BYTES } from '../../catalog/event-limits.ts';
import { EVENT_SOURCE } from '../../core/chain/bus-entry-source.ts';

export interface PackedType {
  readonly type: string;
  readonly priority: string;
  readonly maxEventsPerEntry: number;
}

/** Events that share an entry of EventBridge. */
export interface PackedEntry<Type extends PackedType = PackedType> {
  readonly definition: Type;
  readonly partitionKey: string;
  /** Positions of its events in the request. */
  readonly indices: readonly number[];
  /** As EventBridge bills the entry: source, detail-type and detail. */
  readonly bytes: number;
}

/** `true` if ingest may shed events of the type under load. */
export function isSheddable({ priority }: Pick<PackedType, 'priority'>): boolean {
  return priority === 'sheddable';
}

interface OpenEntry<Type> {
  readonly definition: Type;
  readonly partitionKey: string;
  readonly headBytes: number;
  indices: number[];
  bytes: number;
}

const HEAD = ['{"partitionKey":', ',"events":['] as const;
const TAIL = ']}';
/** Bytes of an entry without its type, key and events. */
const FRAME_BYTES = EVENT_SOURCE.length + HEAD[0].length + HEAD[1].length + TAIL.length;

/**
 * Decides which events share an entry: events of one type and partition key, in order, up to 64 KB and the type's
 * `maxEventsPerEntry`. EventBridge bills each entry as one event.
 */
export class EntryPacker<Type extends PackedType = PackedType> {
  readonly #full: PackedEntry<Type>[] = [];
  readonly #open = new Map<Type, Map<string, OpenEntry<Type>>>();
  /** The entry of the last event; the next event usually goes to the same one. */
  #last: OpenEntry<Type> | undefined;

  /**
   * Adds a stamped event. `false` if it does not fit even into an entry of its own.
   * @param bytes of its JSON as UTF-8
   * @param index its position in the request
   */
  add(definition: Type, partitionKey: string, bytes: number, index: number): boolean {
    let entry = this.#last;
    if (entry?.definition !== definition || entry.partitionKey !== partitionKey) {
      entry = this.#openEntry(definition, partitionKey);
      this.#last = entry;
    }
    if (entry.headBytes + bytes > MAX_EVENT_BYTES) return false;
    const full = entry.bytes + 1 + bytes > MAX_EVENT_BYTES || entry.indices.length >= definition.maxEventsPerEntry;
    if (full && entry.indices.length > 0) {
      this.#close(entry);
      entry.indices = [];
      entry.bytes = entry.headBytes;
    }
    entry.bytes += bytes + (entry.indices.length > 0 ? 1 : 0);
    entry.indices.push(index);
    return true;
  }

  /** Returns all entries and empties the packer. */
  finish(): readonly PackedEntry<Type>[] {
    for (const byKey of this.#open.values()) {
      for (const entry of byKey.values()) if (entry.indices.length > 0) this.#close(entry);
    }
    this.#open.clear();
    this.#last = undefined;
    return this.#full;
  }

  #openEntry(definition: Type, partitionKey: string): OpenEntry<Type> {
    let byKey = this.#open.get(definition);
    if (byKey === undefined) {
      byKey = new Map();
      this.#open.set(definition, byKey);
    }
    let entry = byKey.get(partitionKey);
    if (entry === undefined) {
      const headBytes = FRAME_BYTES + utf8Bytes(definition.type) + keyBytes(partitionKey);
      entry = { definition, partitionKey, headBytes, indices: [], bytes: headBytes };
      byKey.set(partitionKey, entry);
    }
    return entry;
  }

  #close({ definition, partitionKey, indices, bytes }: OpenEntry<Type>): void {
    this.#full.push({ definition, partitionKey, indices, bytes });
  }
}

/** The detail of an entry. @param jsons the stamped events of the request, by position */
export function entryDetail({ partitionKey, indices }: PackedEntry, jsons: readonly string[]): string {
  let detail = HEAD[0] + JSON.stringify(partitionKey) + HEAD[1];
  let separator = '';
  for (const index of indices) {
    detail += separator + jsons[index];
    separator = ',';
  }
  return detail + TAIL;
}

/** Characters of one byte each that JSON writes unchanged. Most types and keys have no others. */
const PLAIN = /^[\w.:#-]*$/;

function utf8Bytes(text: string): number {
  return PLAIN.test(text) ? text.length : Buffer.byteLength(text);
}

/** Bytes of the key as a JSON text. */
function keyBytes(partitionKey: string): number {
  return PLAIN.test(partitionKey) ? partitionKey.length + 2 : Buffer.byteLength(JSON.stringify(partitionKey));
}
