import { MAX_EVENT_BYTES } from '../../catalog/event-limits.ts';
import { EVENT_SOURCE } from '../../catalog/names.ts';

/** One EventBridge entry and the events in it. */
export interface PackedEntry {
  readonly type: string;
  /** Whether it may be refused on purpose under load. */
  readonly sheddable: boolean;
  readonly detail: string;
  /** As EventBridge bills it: source, detail-type and detail. */
  readonly bytes: number;
  /** Positions of its events in the request. */
  readonly indices: readonly number[];
}

interface OpenEntry {
  readonly head: string;
  readonly headBytes: number;
  events: string[];
  indices: number[];
  bytes: number;
}

export interface PackedType {
  readonly type: string;
  readonly priority: string;
  readonly maxEventsPerEntry: number;
}

const SOURCE_BYTES = EVENT_SOURCE.length;
const TAIL = ']}';

/**
 * Packs stamped events by type and partition key, in order, into entries of up to 64 KB and the type's
 * `maxEventsPerEntry`: EventBridge bills each entry as one event.
 */
export class EntryPacker {
  readonly #full: PackedEntry[] = [];
  readonly #open = new Map<PackedType, Map<string, OpenEntry>>();

  /** Adds a stamped event. `false` where it does not fit into an entry of its own. @param bytes of `json` as UTF-8. */
  add(definition: PackedType, partitionKey: string, json: string, bytes: number, index: number): boolean {
    let byKey = this.#open.get(definition);
    if (byKey === undefined) {
      byKey = new Map();
      this.#open.set(definition, byKey);
    }
    let entry = byKey.get(partitionKey);
    if (entry === undefined) {
      entry = startEntry(definition, partitionKey);
      byKey.set(partitionKey, entry);
    }
    if (entry.headBytes + bytes > MAX_EVENT_BYTES) return false;
    const full = entry.bytes + 1 + bytes > MAX_EVENT_BYTES || entry.events.length >= definition.maxEventsPerEntry;
    if (full && entry.events.length > 0) {
      this.#close(definition, entry);
      entry.events = [];
      entry.indices = [];
      entry.bytes = entry.headBytes;
    }
    entry.bytes += bytes + (entry.events.length > 0 ? 1 : 0);
    entry.events.push(json);
    entry.indices.push(index);
    return true;
  }

  /** All entries; the packer is empty afterwards. */
  finish(): readonly PackedEntry[] {
    for (const [definition, byKey] of this.#open) {
      for (const entry of byKey.values()) if (entry.events.length > 0) this.#close(definition, entry);
    }
    this.#open.clear();
    return this.#full;
  }

  #close({ type, priority }: PackedType, { head, events, indices, bytes }: OpenEntry): void {
    const detail = head + events.join(',') + TAIL;
    this.#full.push({ type, sheddable: priority === 'sheddable', detail, bytes, indices });
  }
}

function startEntry({ type }: PackedType, partitionKey: string): OpenEntry {
  const head = `{"partitionKey":${JSON.stringify(partitionKey)},"events":[`;
  const headBytes = SOURCE_BYTES + Buffer.byteLength(type) + Buffer.byteLength(head) + TAIL.length;
  return { head, headBytes, events: [], indices: [], bytes: headBytes };
}
