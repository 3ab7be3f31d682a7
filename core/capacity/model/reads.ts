import { ASSUMED_COLD_START_MS, ASSUMED_QUERY_MS } from './service-time.ts';
import { meanUnits, partitionReadUnits } from './table-use.ts';
import { addUnits, NO_UNITS, scaleUnits, type TableThroughput } from './throughput.ts';
import type { ChainStage, Reads } from './workload.ts';

/** One kind of request that reads, at the peak. */
export interface ReadPlan {
  readonly name: string;
  readonly perSecond: number;
  /** Of them, those that ask the table; the others are answered from memory. */
  readonly askingPerSecond: number;
  /** What one that asks takes of table and index. */
  readonly units: TableThroughput;
  /** Read units a second of each partition of a hunt's leaderboard, all players being in one hunt. */
  readonly partitionReadUnits: number;
}

/** Requests a second that read, of one player. */
export function readsPerPlayer(reads: Reads = {}): number {
  return Object.values(reads).reduce((sum, { secondsBetween }) => sum + 1 / secondsBetween, 0);
}

/** What `players` of a stage ask for. @param indexPartitions of a hunt's leaderboard */
export function planReads(
  { reads = {}, queryMs = ASSUMED_QUERY_MS }: Pick<ChainStage, 'reads' | 'queryMs'>,
  players: number,
  indexPartitions: number,
): readonly ReadPlan[] {
  // Those that the start line has made: how Lambda spreads requests over them, no page says.
  const startMs = ASSUMED_COLD_START_MS + queryMs;
  const environments = Math.max(1, (players * readsPerPlayer(reads) * startMs) / 1_000);
  return Object.entries(reads).map(([name, { secondsBetween, tableUse, rememberedMs = 0 }]): ReadPlan => {
    const perSecond = players / secondsBetween;
    const askingPerSecond = perSecond * askingShare(perSecond / environments, rememberedMs);
    const ofPartition = tableUse.reduce((sum, { share, calls }) => {
      const units = calls.map((call) => (call.kind === 'leaderboard' ? partitionReadUnits(call) : 0));
      return sum + share * units.reduce((total, each) => total + each, 0);
    }, 0);
    return {
      name,
      perSecond,
      askingPerSecond,
      units: meanUnits(tableUse, indexPartitions),
      partitionReadUnits: askingPerSecond * ofPartition,
    };
  });
}

/** Units a second of table and index. */
export function readUnitsOf(reads: readonly ReadPlan[]): TableThroughput {
  return reads.reduce((sum, { units, askingPerSecond }) => addUnits(sum, scaleUnits(units, askingPerSecond)), NO_UNITS);
}

/**
 * The share of requests that find no answer in their environment, at random arrivals: one asks, and those of the time in
 * which its answer holds do not.
 * @param perSecond requests of one environment
 */
function askingShare(perSecond: number, rememberedMs: number): number {
  return 1 / (1 + (perSecond * rememberedMs) / 1_000);
}
