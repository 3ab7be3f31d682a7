/** What one request may hold. The endpoint is public: everything a client chooses has an upper bound. */
export const BODY_LIMITS = { raw: 256 * 1024, inflated: 1024 * 1024 } as const;
export const MAX_EVENTS = 100;
/** Also the size of an entry, which is what EventBridge bills as one event. */
export const MAX_EVENT_BYTES = 64 * 1024;
/** What one player may send to one environment of ingest before the brake holds (player-brake.ts) … */
export const PLAYER_BURST_EVENTS = 1_000;
/** … and then each second. A phone at play sends less than one. */
export const PLAYER_EVENTS_PER_SECOND = 50;
export const MAX_DEPTH = 16;
export const MAX_KEYS = 64;
