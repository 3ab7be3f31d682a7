/** EventBridge's own limits, which are its defaults as well (eventbridge/latest/userguide/eb-rule-retry-policy.html). */
const MAX_RETRIES = 185;
const MAX_EVENT_AGE_SECONDS = 86_400;

/** How long a type's rule tries to put an event into its stream. */
export interface RuleRetry {
  /** 0–185. */
  readonly maximumRetryAttempts: number;
  /** 60–86,400 s. */
  readonly maximumEventAgeSeconds: number;
}

/**
 * The retry policy of a type's rule: as long as EventBridge allows, but no longer than the type's record age. An event that
 * its handler would give up as too old is not worth delivering.
 * @param maxRecordAgeSeconds of the type's source mapping; -1 for any age
 */
export function ruleRetry(maxRecordAgeSeconds: number): RuleRetry {
  const age = maxRecordAgeSeconds === -1 ? MAX_EVENT_AGE_SECONDS : maxRecordAgeSeconds;
  return {
    maximumRetryAttempts: MAX_RETRIES,
    maximumEventAgeSeconds: Math.min(MAX_EVENT_AGE_SECONDS, age),
  };
}
