import { CALL_LIMIT_MS } from '../../../core/handler-limits.ts';

/**
 * Settings of every SDK client. The logic itself retries (store/patient-table.ts, ingest/publish.ts), because it knows
 * what may be repeated and until when. Endpoint, region and credentials come only from the environment. A call that
 * hangs must end well before the function does.
 */
export const CLIENT_SETTINGS = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: CALL_LIMIT_MS, throwOnRequestTimeout: true },
} as const;
