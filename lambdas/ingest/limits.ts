/** What one request may hold. The endpoint is public: everything a client chooses has an upper bound. */
export const MAX_RAW_BYTES = 256 * 1024;
export const MAX_INFLATED_BYTES = 1024 * 1024;
export const MAX_EVENTS = 100;
/** Also the size of an entry, which is what EventBridge bills as one event. */
export const MAX_EVENT_BYTES = 64 * 1024;
export const MAX_DEPTH = 16;
export const MAX_KEYS = 64;
