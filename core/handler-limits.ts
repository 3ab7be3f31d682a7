/** The longest that a function waits for one call to AWS, in milliseconds: the clients' time-out. */
export const CALL_LIMIT_MS = 2_000;

/** What a handler keeps for its answer, in milliseconds: metrics, one log line, the end of a body that still arrives. */
export const ANSWER_RESERVE_MS = 500;

/** No call of any kind begins with less time left, in milliseconds. */
export const LAST_CALL_MS = CALL_LIMIT_MS + ANSWER_RESERVE_MS;

/**
 * A handler begins no call to the table with less time left, in milliseconds: that call at its longest, then one round
 * of messages to the quarantine queue, then its answer.
 */
export const STOP_BEFORE_TIMEOUT_MS = CALL_LIMIT_MS + LAST_CALL_MS;

/** A record that was delivered alone when it was this old may have ended the function before: its attempts are counted. */
export const SUSPECT_AGE_MS = 60_000;

/** The attempt at which a record that was never seen to end is quarantined. */
export const LAST_ATTEMPT = 5;
