import { CALL_LIMIT_MS } from '../../../core/handler-limits.ts';

/**
 * Of every SDK client. Retries are the logic's own (table/patient-table.ts, ingest/publish.ts), which knows what may be
 * repeated and until when; endpoint, region and credentials come from the environment alone. A call that hangs must end
 * well before the function does.
 */
export const CLIENT_SETTINGS = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: CALL_LIMIT_MS, throwOnRequestTimeout: true },
} as const;
