/** Limits of one request. The endpoint is public: everything a client chooses has an upper bound. */
export const BODY_LIMITS = { raw: 256 * 1024, inflated: 1024 * 1024 } as const;
export const MAX_EVENTS = 100;
/** Events that one player may send to one environment of ingest at once (player-brake.ts). */
export const PLAYER_BURST_EVENTS = 1_000;
/** Events that one player may send each second after that. A phone in play sends less than one. */
export const PLAYER_EVENTS_PER_SECOND = 50;
