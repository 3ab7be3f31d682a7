import { LIMITS } from '../../core/limits.ts';
import type { PackedEntry } from './pack-entries.ts';

/**
 * Bytes of all entries of one call. An entry may have 1 MB since 2026-01; the older limit of 256 KB for the request is
 * kept, because nothing is gained by more and some regions and emulators still hold it.
 */
export const MAX_CALL_BYTES = 256 * 1024;

/** Positions of entries, in calls that EventBridge takes: 10 entries and 256 KB each. */
export function chunkEntries(entries: readonly Pick<PackedEntry, 'bytes'>[], positions: readonly number[]): number[][] {
  const chunks: number[][] = [];
  let chunk: number[] = [];
  let bytes = 0;
  for (const position of positions) {
    const entryBytes = entries[position]?.bytes ?? 0;
    const full = chunk.length >= LIMITS.eventBridgeEntriesPerCall.value || bytes + entryBytes > MAX_CALL_BYTES;
    if (full && chunk.length > 0) {
      chunks.push(chunk);
      chunk = [];
      bytes = 0;
    }
    chunk.push(position);
    bytes += entryBytes;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}
