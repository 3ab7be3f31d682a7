import { ASSUMED_INGEST_MS } from './service-time.ts';

/** A phone gathers events and sends them about every twenty seconds. Assumed; the simulated phones do so too. */
export const SECONDS_BETWEEN_REQUESTS = 20;
/** Reads (hunt, leaderboard, own progress) for each request with events: a phone refreshes every 200 s. Assumed. */
export const READS_PER_REQUEST = 0.1;
/** Of a token in the authorizer, its issuer's keys being in memory. Assumed. */
export const ASSUMED_AUTHORIZE_MS = 10;
/** Of a read in query: one or two calls of the table. Assumed. */
export const ASSUMED_QUERY_MS = 25;

/** Invocations at once of the functions behind the API. They share the account's unreserved concurrency. */
export interface ApiConcurrency {
  readonly authorize: number;
  readonly ingest: number;
  readonly query: number;
}

/**
 * What the API's functions run at once at the start line. No token is in API Gateway's cache then: in the first
 * {@link SECONDS_BETWEEN_REQUESTS} every request is its phone's first, and costs a call of the authorizer.
 *
 * @param requestsPerSecond with events
 */
export function apiConcurrency(requestsPerSecond: number, ingestMs: number = ASSUMED_INGEST_MS): ApiConcurrency {
  const readsPerSecond = requestsPerSecond * READS_PER_REQUEST;
  return {
    authorize: ((requestsPerSecond + readsPerSecond) * ASSUMED_AUTHORIZE_MS) / 1_000,
    ingest: (requestsPerSecond * ingestMs) / 1_000,
    query: (readsPerSecond * ASSUMED_QUERY_MS) / 1_000,
  };
}

/**
 * Calls of the authorizer for each request with events, once all phones are on their way: one a phone and life of its answer.
 * @param cacheSeconds how long API Gateway keeps the authorizer's answer; 0: not at all
 */
export function authorizationsPerRequest(cacheSeconds: number): number {
  return SECONDS_BETWEEN_REQUESTS / Math.max(SECONDS_BETWEEN_REQUESTS, cacheSeconds);
}
