import { planReads, type ReadPlan, readsPerPlayer } from './reads.ts';
import type { ChainStage } from './workload.ts';

/** A phone gathers events and sends them about every twenty seconds. Assumed; the simulated phones do the same. */
export const SECONDS_BETWEEN_REQUESTS = 20;

/** The players who make the peak, and what they read besides sending events. */
export interface Players {
  readonly count: number;
  /** Phones that send their first request in the same second of the start line. */
  readonly arrivingPerSecond: number;
  readonly reads: readonly ReadPlan[];
  /** Requests that read, of all kinds. */
  readonly readsPerSecond: number;
  /** Requests a second of one player, reads included, if each type comes in requests of its own. */
  readonly requestsPerPlayer: number;
}

/**
 * Derives the players from the requests that their events need.
 * @param types with the requests a second of their events, if each type comes in requests of its own
 * @param leaderboardShards partitions of a hunt's leaderboard
 */
export function planPlayers(
  types: readonly { readonly requestsPerSecond: number }[],
  stage: Pick<ChainStage, 'reads' | 'queryMs'>,
  leaderboardShards: number,
): Players {
  const arrivingPerSecond = sharedRequestsPerSecond(types);
  const count = arrivingPerSecond * SECONDS_BETWEEN_REQUESTS;
  const requestsPerSecond = types.reduce((sum, type) => sum + type.requestsPerSecond, 0);
  const readsPerSecond = count * readsPerPlayer(stage.reads);
  const requestsPerPlayer = count === 0 ? 0 : (requestsPerSecond + readsPerSecond) / count;
  return {
    count,
    arrivingPerSecond,
    reads: planReads(stage, count, leaderboardShards),
    readsPerSecond,
    requestsPerPlayer,
  };
}

/** Requests a second at the peak if types share requests: as many as the type with the most requests needs. */
export function sharedRequestsPerSecond(types: readonly { readonly requestsPerSecond: number }[]): number {
  return Math.max(0, ...types.map(({ requestsPerSecond }) => requestsPerSecond));
}
