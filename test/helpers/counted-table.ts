import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { TableCall } from '../../core/capacity/model/table-use.ts';
import { NO_UNITS, type TableThroughput } from '../../core/capacity/model/throughput.ts';
import type { TablePort } from '../../lambdas/shared/ports.ts';
import { STARTS_KEY } from '../../lambdas/shared/store/keys.ts';
import type { Tables } from '../../local/aws/services/table/tables.ts';
import { TABLE_NAME } from './game-table.ts';

/** What of a call is seen from outside: its item and how it is read or written. Sizes and index entries show in the units. */
export type SeenCall = Readonly<Record<string, unknown>>;

/** The part of a declared call that a port sees; a leaderboard's query counts once, whatever its partitions. */
export function seen(call: TableCall): SeenCall {
  switch (call.kind) {
    case 'read':
      return { kind: 'read', item: call.item, consistent: call.consistent === true };
    case 'write': {
      const { inTransaction = false, refused = false } = call;
      return { kind: 'write', item: call.item, inTransaction, refused };
    }
    case 'leaderboard':
      return { kind: 'leaderboard', entries: call.entries };
  }
}

/** Items go by their sort keys, but for starts, which have their hunts' ids there. */
function itemOf(key: Readonly<Record<string, AttributeValue>> | undefined): string | undefined {
  return key?.pk?.S === STARTS_KEY ? STARTS_KEY : key?.sk?.S;
}

/** A port that notes its calls, and the units that the local table counts for them since `start`. */
export function countedTable(tables: Tables, table: TablePort) {
  let calls: SeenCall[] = [];
  let before = NO_UNITS;
  const units = (): TableThroughput => {
    const { readUnits, writeUnits, indexes } = tables.named(TABLE_NAME).consumed;
    return {
      table: { readUnits: readUnits - indexes.readUnits, writeUnits: writeUnits - indexes.writeUnits },
      index: { ...indexes },
    };
  };
  const write = async <Output>(
    keys: readonly (Readonly<Record<string, AttributeValue>> | undefined)[],
    inTransaction: boolean,
    call: () => Promise<Output>,
  ): Promise<Output> => {
    const note = (refused: boolean) => {
      for (const key of keys) calls.push({ kind: 'write', item: itemOf(key), inTransaction, refused });
    };
    try {
      const output = await call();
      note(false);
      return output;
    } catch (error) {
      note(true);
      throw error;
    }
  };
  const counted: TablePort = {
    getItem: (input) => {
      calls.push({ kind: 'read', item: input.Key?.sk?.S, consistent: input.ConsistentRead === true });
      return table.getItem(input);
    },
    query: (input) => {
      const call = { kind: 'leaderboard', entries: input.Limit };
      if (JSON.stringify(calls.at(-1)) !== JSON.stringify(call)) calls.push(call);
      return table.query(input);
    },
    putItem: (input) => write([input.Item], false, () => table.putItem(input)),
    updateItem: (input) => write([input.Key], false, () => table.updateItem(input)),
    transactWriteItems: (input) =>
      write(input.TransactItems?.map(({ Put }) => Put?.Item) ?? [], true, () => table.transactWriteItems(input)),
  };
  return {
    table: counted,
    /** Counts from here on. */
    start: (): void => {
      calls = [];
      before = units();
    },
    taken: () => {
      const now = units();
      const part = (name: 'table' | 'index') => ({
        readUnits: now[name].readUnits - before[name].readUnits,
        writeUnits: now[name].writeUnits - before[name].writeUnits,
      });
      return { calls, units: { table: part('table'), index: part('index') } };
    },
  };
}
