import { READS_PER_REQUEST, SECONDS_BETWEEN_REQUESTS } from './api-functions.ts';

/** Event types with the requests a second that each makes at the peak. */
type Requests = readonly { readonly requestsPerSecond: number }[];

/** Requests a second at the peak where types share requests: those of the type that needs most. */
export function sharedRequestsPerSecond(types: Requests): number {
  return Math.max(...types.map(({ requestsPerSecond }) => requestsPerSecond));
}

/** Players whose phones make the peak together. */
export function playersAtPeak(types: Requests): number {
  return sharedRequestsPerSecond(types) * SECONDS_BETWEEN_REQUESTS;
}

/** Requests a second of one player, reads among them, where each type comes in requests of its own, as the plan counts. */
export function requestsPerPlayer(types: Requests): number {
  const players = playersAtPeak(types);
  const requests = types.reduce((sum, { requestsPerSecond }) => sum + requestsPerSecond, 0);
  return players === 0 ? 0 : (requests * (1 + READS_PER_REQUEST)) / players;
}
