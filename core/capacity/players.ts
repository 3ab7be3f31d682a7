import type { ChainPlan } from './chain.ts';
import { READS_PER_REQUEST, SECONDS_BETWEEN_REQUESTS } from './model/api-functions.ts';

/** Requests a second at the peak where types share requests: those of the type that needs most. */
export function sharedRequestsPerSecond({ types }: ChainPlan): number {
  return Math.max(...types.map(({ requestsPerSecond }) => requestsPerSecond));
}

/** Players whose phones make the plan's peak together. */
export function playersAtPeak(plan: ChainPlan): number {
  return sharedRequestsPerSecond(plan) * SECONDS_BETWEEN_REQUESTS;
}

/** Requests a second of one player, reads among them, where each type comes in requests of its own, as the plan counts. */
export function requestsPerPlayer(plan: ChainPlan): number {
  return (plan.requestsPerSecond * (1 + READS_PER_REQUEST)) / playersAtPeak(plan);
}
