import { LIMITS } from '../../limits.ts';

/** Write units of a record's effect: the player's state. Assumed: an item of at most 1 KB. */
const TABLE_WRITE_UNITS_PER_RECORD = 1;
/** Write units that the leaderboard index takes for a record, on the mean: most change no score, one that does takes two. Assumed. */
const INDEX_WRITE_UNITS_PER_RECORD = 1;
/** What a record's effect is billed. */
export const WRITE_UNITS_PER_RECORD = TABLE_WRITE_UNITS_PER_RECORD + INDEX_WRITE_UNITS_PER_RECORD;
/** Read units of a record's effect: the player's state, strongly consistent. Assumed: an item of at most 4 KB. */
export const READ_UNITS_PER_RECORD = 1;
/** Read units of a phone's read: an item of the table, strongly consistent, or sixteen queries of the index at half a unit. Assumed. */
const TABLE_READ_UNITS_PER_READ = 1;
const INDEX_READ_UNITS_PER_READ = 8;

/** Units a second. */
export interface Throughput {
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** DynamoDB counts and warms table and index apart (amazondynamodb/latest/developerguide, warm-throughput.html). */
export interface TableThroughput {
  readonly table: Throughput;
  readonly index: Throughput;
}

/** What table and index of the game must take at once at the peak. */
export function tableDemand(recordsPerSecond: number, readsPerSecond: number): TableThroughput {
  return {
    table: {
      readUnits: recordsPerSecond * READ_UNITS_PER_RECORD + readsPerSecond * TABLE_READ_UNITS_PER_READ,
      writeUnits: recordsPerSecond * TABLE_WRITE_UNITS_PER_RECORD,
    },
    index: {
      readUnits: readsPerSecond * INDEX_READ_UNITS_PER_READ,
      writeUnits: recordsPerSecond * INDEX_WRITE_UNITS_PER_RECORD,
    },
  };
}

/** A new on-demand table or index. */
export const COLD: Throughput = {
  readUnits: LIMITS.dynamoDbInitialReadUnits.value,
  writeUnits: LIMITS.dynamoDbInitialWriteUnits.value,
};

/** `demand` with a share of `headroom` kept free, in whole units. @param headroom above 0, at most 1 */
export function withHeadroom({ table, index }: TableThroughput, headroom: number): TableThroughput {
  const each = ({ readUnits, writeUnits }: Throughput): Throughput => ({
    readUnits: Math.ceil(readUnits / headroom),
    writeUnits: Math.ceil(writeUnits / headroom),
  });
  return { table: each(table), index: each(index) };
}

/** What of `warm` is below `needed`, raised to it; `undefined` where nothing is. Warm throughput cannot be lowered. */
export function raised(warm: Throughput, needed: Throughput): Throughput | undefined {
  if (warm.readUnits >= needed.readUnits && warm.writeUnits >= needed.writeUnits) return undefined;
  return {
    readUnits: Math.max(warm.readUnits, needed.readUnits),
    writeUnits: Math.max(warm.writeUnits, needed.writeUnits),
  };
}
