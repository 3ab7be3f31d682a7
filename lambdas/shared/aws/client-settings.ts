/**
 * Of every SDK client. Retries are the logic's own, which knows what may be repeated and until when; endpoint, region
 * and credentials come from the environment alone. A call that hangs must end well before the function does.
 */
export const CLIENT_SETTINGS = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
} as const;
