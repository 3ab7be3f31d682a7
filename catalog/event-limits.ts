import { LIMITS } from '../core/limits.ts';

/** Most bytes of one event in an entry, with stamps and envelope; EventBridge bills an entry by 64 KB. */
export const MAX_EVENT_BYTES = LIMITS.eventBridgeBilledBytes.value;
/** Most levels of objects and lists in an event, including the event itself. */
export const MAX_DEPTH = 16;
/** Most fields of one object in an event. */
export const MAX_KEYS = 64;
