import { LIMITS } from '../core/limits.ts';

/** Bytes that one event may have in an entry, with stamps and envelope; EventBridge bills an entry by 64 KB. */
export const MAX_EVENT_BYTES = LIMITS.eventBridgeBilledBytes.value;
/** Levels of objects and lists that an event may have, the event itself counted. */
export const MAX_DEPTH = 16;
/** Fields that one object of an event may have. */
export const MAX_KEYS = 64;
