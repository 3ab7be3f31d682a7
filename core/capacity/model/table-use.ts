import { LIMITS } from '../../limits.ts';
import { addUnits, NO_UNITS, scaleUnits, type TableThroughput } from './throughput.ts';

/** A read of one item (GetItem). */
export interface ItemRead {
  readonly kind: 'read';
  /** As docs/data-model.md names it, such as `STATE`. */
  readonly item: string;
  /** @default false: half a unit */
  readonly consistent?: boolean;
  /** Of the item. @default one that a unit reads: at most 4 KB */
  readonly bytes?: number;
}

/** A write of one item, alone or in a transaction. A refused condition takes the units of the item too. */
export interface ItemWrite {
  readonly kind: 'write';
  readonly item: string;
  /** A transaction prepares and commits: twice the units, those of the index too. @default false */
  readonly inTransaction?: boolean;
  /** Entries of the leaderboard's index that the write puts in and takes out: one that moves is both. 0–2. @default 0 */
  readonly indexEntries?: 0 | 1 | 2;
  /** Whether the item's condition refuses it: nothing changes, the units are taken. @default false */
  readonly refused?: boolean;
  /** Of the item. @default one that a unit writes: at most 1 KB */
  readonly bytes?: number;
}

/** One query of each partition of the leaderboard's index, eventually consistent. */
export interface LeaderboardQuery {
  readonly kind: 'leaderboard';
  /** Read of each partition. ≥ 1. */
  readonly entries: number;
  /** Of one entry with its keys. */
  readonly entryBytes: number;
}

export type TableCall = ItemRead | ItemWrite | LeaderboardQuery;

/** What one course of an event type's records, or of a request, does to the table. */
export interface TableUse {
  /** Which course: a few words for the data model, such as `right`. Unique among the uses of its owner. */
  readonly when: string;
  /** Of the records, or the requests, those that take this course, as expected at peak. 0–1. */
  readonly share: number;
  /** In their order; none where memory answers. */
  readonly calls: readonly TableCall[];
}

/** Of an event type that says nothing, such as one of a scenario's own. Assumed: it reads an item and writes it. */
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

/** Units of a call on table and index. @param indexPartitions of a hunt's leaderboard */
export function unitsOfCall(call: TableCall, indexPartitions: number): TableThroughput {
  switch (call.kind) {
    case 'read':
      return onTable({ readUnits: readUnits(call.bytes ?? 0) * (call.consistent === true ? 1 : 0.5), writeUnits: 0 });
    case 'write': {
      const factor = call.inTransaction === true ? LIMITS.dynamoDbTransactionFactor.value : 1;
      // An entry has a part of the item's attributes: never more than its kilobyte.
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

/** Units that a leaderboard's query takes of each partition that it asks. */
export function partitionReadUnits({ entries, entryBytes }: LeaderboardQuery): number {
  return readUnits(entries * entryBytes) * 0.5;
}

/** Units of one use. @param indexPartitions of a hunt's leaderboard */
export function unitsOfUse({ calls }: Pick<TableUse, 'calls'>, indexPartitions: number): TableThroughput {
  return calls.reduce((sum, call) => addUnits(sum, unitsOfCall(call, indexPartitions)), NO_UNITS);
}

/** Units of a record, or a request, on the mean over its uses. @param indexPartitions of a hunt's leaderboard */
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
