import { LIMITS } from '../../core/limits.ts';
import type { PackedEntry } from './pack-entries.ts';

/**
 * Bytes of all entries of one call. AWS allows 1 MB an entry since 2026-01. Cairn keeps to the older limit of 256 KB a
 * request, because a larger call gains nothing and some regions and emulators still enforce it.
 */
export const MAX_CALL_BYTES = 256 * 1024;

/** Splits entries into calls that EventBridge accepts: at most 10 entries and 256 KB each. Returns positions. */
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
