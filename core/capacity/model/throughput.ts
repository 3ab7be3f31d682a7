/** Capacity units of a call, mean units of a record, or units a second. */
export interface Throughput {
  readonly readUnits: number;
  readonly writeUnits: number;
}

/**
 * Units of table and index, because DynamoDB counts and warms them separately (amazondynamodb/latest/developerguide,
 * warm-throughput.html).
 */
export interface TableThroughput {
  readonly table: Throughput;
  readonly index: Throughput;
}

const NONE: Throughput = { readUnits: 0, writeUnits: 0 };
export const NO_UNITS: TableThroughput = { table: NONE, index: NONE };

export function addUnits(one: TableThroughput, other: TableThroughput): TableThroughput {
  const add = (part: 'table' | 'index') => ({
    readUnits: one[part].readUnits + other[part].readUnits,
    writeUnits: one[part].writeUnits + other[part].writeUnits,
  });
  return { table: add('table'), index: add('index') };
}

export function scaleUnits({ table, index }: TableThroughput, factor: number): TableThroughput {
  const scale = ({ readUnits: reads, writeUnits: writes }: TableThroughput['table']) => ({
    readUnits: reads * factor,
    writeUnits: writes * factor,
  });
  return { table: scale(table), index: scale(index) };
}
