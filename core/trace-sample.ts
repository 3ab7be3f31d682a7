/** One in so many events of a sheddable type is followed in the logs: such types are most of the traffic. */
export const SHEDDABLE_SAMPLE = 100;

/** Characters of an id that decide, from its end: counters and random ids both differ there. */
const DECIDING = 8;

/**
 * Whether the functions log what becomes of an event. Decided by its id alone, so that every function decides alike.
 * @param oneIn 1: every event
 */
export function isTraced(id: string, oneIn: number): boolean {
  if (oneIn === 1) return true;
  // FNV-1a.
  let hash = 0x811c9dc5;
  for (let at = Math.max(0, id.length - DECIDING); at < id.length; at += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  }
  // The low bits of FNV-1a alone follow the last character.
  return ((hash ^ (hash >>> 15)) >>> 0) % oneIn === 0;
}

/** One in how many events of a type is followed. */
export function traceSample(priority: string): number {
  return priority === 'sheddable' ? SHEDDABLE_SAMPLE : 1;
}
