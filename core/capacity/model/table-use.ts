import { LIMITS } from '../../limits.ts';
import { addUnits, NO_UNITS, scaleUnits, type TableThroughput } from './throughput.ts';

/** A read of one item (GetItem). */
export interface ItemRead {
  readonly kind: 'read';
  /** The item's name in docs/data-model.md, such as `STATE`. */
  readonly item: string;
  /** A strongly consistent read, of a whole unit. @default false: half a unit */
  readonly consistent?: boolean;
  /** Size of the item. @default at most 4 KB, which one unit reads */
  readonly bytes?: number;
}

/** A write of one item, alone or in a transaction. A refused condition also consumes the item's units. */
export interface ItemWrite {
  readonly kind: 'write';
  readonly item: string;
  /** A transaction prepares and commits, so it consumes twice the units, in the index too. @default false */
  readonly inTransaction?: boolean;
  /**
   * Entries of the leaderboard's index that the write adds and removes; an entry that moves is both. 0–2. @default 0
   */
  readonly indexEntries?: 0 | 1 | 2;
  /** The item's condition refuses the write: nothing changes, but the units are consumed. @default false */
  readonly refused?: boolean;
  /** Size of the item. @default at most 1 KB, which one unit writes */
  readonly bytes?: number;
}

/** One query of each partition of the leaderboard's index, eventually consistent. */
export interface LeaderboardQuery {
  readonly kind: 'leaderboard';
  /** Entries read from each partition. ≥ 1. */
  readonly entries: number;
  /** Bytes of one entry with its keys. */
  readonly entryBytes: number;
}

export type TableCall = ItemRead | ItemWrite | LeaderboardQuery;

/** The table calls of one case that a record, or a request, may take. */
export interface TableUse {
  /** Name of the case: a few words for the data model, such as `right`. Unique among the uses of its owner. */
  readonly when: string;
  /** Expected share of the records, or of the requests, that take this case at peak. 0–1. */
  readonly share: number;
  /** In order; empty if memory answers. */
  readonly calls: readonly TableCall[];
}

/** Use of an event type that declares none, such as one of a scenario. Assumed: it reads an item and writes it. */
export const ASSUMED_TABLE_USE: readonly TableUse[] = [
  {
    when: 'assumed',
    share: 1,
    calls: [
      { kind: 'read', item: 'any' },
      { kind: 'write', item: 'any' },
    ],
  },
];

/** Units of a call in table and index. @param indexPartitions of a hunt's leaderboard */
export function unitsOfCall(call: TableCall, indexPartitions: number): TableThroughput {
  switch (call.kind) {
    case 'read':
      return onTable({ readUnits: readUnits(call.bytes ?? 0) * (call.consistent === true ? 1 : 0.5), writeUnits: 0 });
    case 'write': {
      const factor = call.inTransaction === true ? LIMITS.dynamoDbTransactionFactor.value : 1;
      // An entry has a part of the item's attributes, so never more than one kilobyte.
      const index = { readUnits: 0, writeUnits: (call.indexEntries ?? 0) * factor };
      return { table: { readUnits: 0, writeUnits: writeUnits(call.bytes ?? 0) * factor }, index };
    }
    case 'leaderboard':
      return {
        table: NO_UNITS.table,
        index: { readUnits: indexPartitions * partitionReadUnits(call), writeUnits: 0 },
      };
  }
}

/** Units that a leaderboard's query consumes in each partition that it reads. */
export function partitionReadUnits({ entries, entryBytes }: LeaderboardQuery): number {
  return readUnits(entries * entryBytes) * 0.5;
}

/** Units of one use. @param indexPartitions of a hunt's leaderboard */
export function unitsOfUse({ calls }: Pick<TableUse, 'calls'>, indexPartitions: number): TableThroughput {
  return calls.reduce((sum, call) => addUnits(sum, unitsOfCall(call, indexPartitions)), NO_UNITS);
}

/** Mean units of a record, or of a request, over its uses. @param indexPartitions of a hunt's leaderboard */
export function meanUnits(uses: readonly TableUse[], indexPartitions: number): TableThroughput {
  return uses.reduce((sum, use) => addUnits(sum, scaleUnits(unitsOfUse(use, indexPartitions), use.share)), NO_UNITS);
}

function onTable(table: TableThroughput['table']): TableThroughput {
  return { table, index: NO_UNITS.index };
}

function readUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / LIMITS.dynamoDbReadUnitBytes.value));
}

function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / LIMITS.dynamoDbWriteUnitBytes.value));
}
