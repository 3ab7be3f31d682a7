import { ASSUMED_COLD_START_MS, ASSUMED_QUERY_MS } from './service-time.ts';
import { meanUnits, partitionReadUnits } from './table-use.ts';
import { addUnits, NO_UNITS, scaleUnits, type TableThroughput } from './throughput.ts';
import type { ChainStage, Reads } from './workload.ts';

/** One kind of read request, at the peak. */
export interface ReadPlan {
  readonly name: string;
  readonly perSecond: number;
  /** Requests that ask the table; a function answers the others from memory. */
  readonly askingPerSecond: number;
  /** Units of table and index for one request that asks the table. */
  readonly units: TableThroughput;
  /** Read units a second of each partition of a hunt's leaderboard, if all players are in one hunt. */
  readonly partitionReadUnits: number;
}

/** Read requests a second of one player. */
export function readsPerPlayer(reads: Reads = {}): number {
  return Object.values(reads).reduce((sum, { secondsBetween }) => sum + 1 / secondsBetween, 0);
}

/** The reads of a stage's `players`. @param indexPartitions of a hunt's leaderboard */
export function planReads(
  { reads = {}, queryMs = ASSUMED_QUERY_MS }: Pick<ChainStage, 'reads' | 'queryMs'>,
  players: number,
  indexPartitions: number,
): readonly ReadPlan[] {
  // Counts the environments that the start line created. No page of AWS says how Lambda spreads requests over them.
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

/** Units a second of table and index for all reads. */
export function readUnitsOf(reads: readonly ReadPlan[]): TableThroughput {
  return reads.reduce((sum, { units, askingPerSecond }) => addUnits(sum, scaleUnits(units, askingPerSecond)), NO_UNITS);
}

/**
 * Share of requests that find no cached answer in their environment, at random arrivals: one request asks the table,
 * and the requests until its answer expires do not.
 * @param perSecond requests of one environment
 */
function askingShare(perSecond: number, rememberedMs: number): number {
  return 1 / (1 + (perSecond * rememberedMs) / 1_000);
}
