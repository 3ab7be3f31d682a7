import type { Players } from './players.ts';
import { ASSUMED_AUTHORIZE_MS, ASSUMED_COLD_START_MS, ASSUMED_INGEST_MS, ASSUMED_QUERY_MS } from './service-time.ts';
import type { ChainStage } from './workload.ts';

/** One figure for each function behind the API. */
export interface ApiFunctions {
  readonly authorize: number;
  readonly ingest: number;
  readonly query: number;
}

/**
 * Calls of each function a second at the start line. API Gateway has cached no token yet, so each phone's first request
 * costs a call of the authorizer, and all phones have sent one after `SECONDS_BETWEEN_REQUESTS`.
 * @param requestsPerSecond requests with events
 */
export function apiCalls(requestsPerSecond: number, { arrivingPerSecond, readsPerSecond }: Players): ApiFunctions {
  return {
    authorize: Math.min(requestsPerSecond + readsPerSecond, arrivingPerSecond),
    ingest: requestsPerSecond,
    query: readsPerSecond,
  };
}

/**
 * Concurrent invocations of the API's functions at the start line, fractions included. They share the account's
 * unreserved concurrency. No environment exists yet: until the first ones have started, each request of an arriving
 * phone starts one more.
 */
export function apiConcurrency(
  calls: ApiFunctions,
  { arrivingPerSecond, readsPerSecond }: Players,
  { ingestMs = ASSUMED_INGEST_MS, queryMs = ASSUMED_QUERY_MS }: Pick<ChainStage, 'ingestMs' | 'queryMs'>,
): ApiFunctions {
  const running = (perSecond: number, arriving: number, milliseconds: number) =>
    Math.max(perSecond * milliseconds, arriving * (ASSUMED_COLD_START_MS + milliseconds)) / 1_000;
  const arriving = Math.min(calls.ingest, arrivingPerSecond);
  return {
    authorize: running(calls.authorize, calls.authorize, ASSUMED_AUTHORIZE_MS),
    ingest: running(calls.ingest, arriving, ingestMs),
    query: running(calls.query, readsPerSecond, queryMs),
  };
}
