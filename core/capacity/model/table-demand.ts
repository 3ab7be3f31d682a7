import { LIMITS } from '../../limits.ts';
import { type ReadPlan, readUnitsOf } from './reads.ts';
import { addUnits, scaleUnits, type TableThroughput, type Throughput } from './throughput.ts';

/**
 * Units that the game's table and index must serve at the peak.
 * @param types records a second, and mean units of a record
 */
export function tableDemand(
  types: readonly { readonly recordsPerSecond: number; readonly recordUnits: TableThroughput }[],
  reads: readonly ReadPlan[],
): TableThroughput {
  return types.reduce(
    (sum, type) => addUnits(sum, scaleUnits(type.recordUnits, type.recordsPerSecond)),
    readUnitsOf(reads),
  );
}

/** Warm throughput of a new on-demand table or index. */
export const COLD: Throughput = {
  readUnits: LIMITS.dynamoDbInitialReadUnits.value,
  writeUnits: LIMITS.dynamoDbInitialWriteUnits.value,
};

/**
 * `demand` plus headroom, in whole units.
 * @param headroom share of the result that the demand may use; above 0, at most 1
 */
export function withHeadroom({ table, index }: TableThroughput, headroom: number): TableThroughput {
  const each = ({ readUnits, writeUnits }: Throughput): Throughput => ({
    readUnits: Math.ceil(readUnits / headroom),
    writeUnits: Math.ceil(writeUnits / headroom),
  });
  return { table: each(table), index: each(index) };
}

/**
 * `warm` with each value below `needed` raised to it; `undefined` if none is below. Warm throughput cannot be lowered.
 */
export function raised(warm: Throughput, needed: Throughput): Throughput | undefined {
  if (warm.readUnits >= needed.readUnits && warm.writeUnits >= needed.writeUnits) return undefined;
  return {
    readUnits: Math.max(warm.readUnits, needed.readUnits),
    writeUnits: Math.max(warm.writeUnits, needed.writeUnits),
  };
}
