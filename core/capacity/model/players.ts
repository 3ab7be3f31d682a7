import { planReads, type ReadPlan, readsPerPlayer } from './reads.ts';
import type { ChainStage } from './workload.ts';

/** A phone gathers events and sends them about every twenty seconds. Assumed; the simulated phones do so too. */
export const SECONDS_BETWEEN_REQUESTS = 20;

/** The players whose phones make the peak together, and what they ask for beside sending events. */
export interface Players {
  readonly count: number;
  /** Phones whose first request comes in a second of the start line. */
  readonly arrivingPerSecond: number;
  readonly reads: readonly ReadPlan[];
  /** Requests that read, of all kinds. */
  readonly readsPerSecond: number;
  /** Requests of one player, reads among them, where each type comes in requests of its own. */
  readonly requestsPerPlayer: number;
}

/**
 * @param types with events of that many requests a second, as if each type came in requests of its own
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

/** Requests a second at the peak where types share requests: those of the type that needs most. */
export function sharedRequestsPerSecond(types: readonly { readonly requestsPerSecond: number }[]): number {
  return Math.max(0, ...types.map(({ requestsPerSecond }) => requestsPerSecond));
}
