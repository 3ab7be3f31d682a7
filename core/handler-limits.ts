/** Longest time that a function waits for one call to AWS, in milliseconds: the clients' timeout. */
export const CALL_LIMIT_MS = 2_000;

/**
 * Time that a handler keeps for its answer, in milliseconds: metrics, one log line, the end of a body that still
 * arrives.
 */
export const ANSWER_RESERVE_MS = 500;

/** A function begins no call of any kind with less time remaining, in milliseconds. */
export const LAST_CALL_MS = CALL_LIMIT_MS + ANSWER_RESERVE_MS;

/**
 * A handler begins no call to the table with less time remaining, in milliseconds: that call at its longest, then one
 * round of messages to the quarantine queue, then its answer.
 */
export const STOP_BEFORE_TIMEOUT_MS = CALL_LIMIT_MS + LAST_CALL_MS;

/**
 * Age from which a record that arrives alone may have ended the function before, in milliseconds: from then on the
 * handler counts its attempts.
 */
export const SUSPECT_AGE_MS = 60_000;

/** The attempt at which a handler quarantines a record that no attempt has finished. */
export const LAST_ATTEMPT = 5;
