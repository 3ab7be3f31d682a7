import type { ChainType } from '../../core/capacity/model/workload.ts';
import { ENVELOPE_BYTES, STAMP_BYTES } from '../../core/chain/stream-plan.ts';
import { LIMITS } from '../../core/limits.ts';
import type { Part } from './composition.ts';
import type { Key, Keys } from './keys.ts';

/** An entry of PutEvents: events of one type and partition key. */
export interface PackedEntry {
  readonly type: number;
  readonly events: number;
  readonly key: Key;
  readonly bytes: number;
  readonly sheddable: boolean;
}

/** How a type's events become entries, as ingest packs them. */
export interface Packing {
  readonly eventsPerEntry: number;
  readonly eventBytes: number;
  readonly sheddable: boolean;
  /** Values of the partition key; left out, it is the player. */
  readonly keys?: Keys;
}

/** @param keys values of the partition key; left out, it is the player */
export function packingOf({ traffic, maxEventsPerEntry, priority }: ChainType, keys?: Keys): Packing {
  const eventBytes = traffic.meanBytes + STAMP_BYTES;
  const perEntry = Math.max(1, Math.floor(LIMITS.eventBridgeBilledBytes.value / eventBytes));
  return {
    eventsPerEntry: Math.min(maxEventsPerEntry, perEntry),
    eventBytes,
    sheddable: priority === 'sheddable',
    ...(keys !== undefined && { keys }),
  };
}

/** The entries of a request's parts. */
export function pack(parts: readonly Part[], player: Key, packings: readonly Packing[]): PackedEntry[] {
  const entries: PackedEntry[] = [];
  for (const { type, events } of parts) {
    const packing = packings[type];
    if (packing === undefined) continue;
    // What one phone reports of a type at a time is of one place: it shares entries, as `meanEventsPerRequest` says.
    addEntries(entries, type, events, packing.keys?.draw() ?? player, packing);
  }
  return entries;
}

function addEntries(entries: PackedEntry[], type: number, events: number, key: Key, packing: Packing): void {
  const { eventsPerEntry, eventBytes, sheddable } = packing;
  for (let left = events; left > 0; left -= eventsPerEntry) {
    const count = Math.min(left, eventsPerEntry);
    entries.push({ type, events: count, key, bytes: Math.round(count * eventBytes + ENVELOPE_BYTES), sheddable });
  }
}
