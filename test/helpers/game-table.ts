import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../core/scheduler/scheduler.ts';
import { tableOperations } from '../../local/aws/services/table/operations.ts';
import { type TablePort, tablePort } from '../../local/aws/services/table/port.ts';
import { Tables } from '../../local/aws/services/table/tables.ts';
import { scoreTable } from './table-definition.ts';

export const TABLE_NAME = 'cairn-test';

/** The table of lib/table.ts in the local model. */
export function gameTable(clock: Clock): { readonly tables: Tables; readonly table: TablePort } {
  const tables = new Tables({ clock });
  tables.create({
    ...scoreTable({
      tableName: TABLE_NAME,
      indexName: 'leaderboard',
      indexPartitionKey: 'leaderboardShard',
      indexSortKey: { name: 'leaderboardOrder', type: 'S' },
      projected: ['playerId', 'displayName', 'score'],
    }),
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  });
  return { tables, table: tablePort(tables) };
}

type Attributes = Readonly<Record<string, AttributeValue>>;

/** Every item but for the attributes that count writes: equal where the game's state is. */
export function stateHash(tables: Tables, withWinners = true): string {
  const items: string[] = [];
  for (const { version: _writes, ...attributes } of allItems(tables, TABLE_NAME)) {
    const isWinner = attributes.sk?.S === 'WINNER';
    if (isWinner && !withWinners) continue;
    // Which of a player's claims took the treasure, and when, depends on the order of arrival; who has it is state.
    if (isWinner) items.push(canonical({ pk: attributes.pk, playerId: attributes.playerId }));
    else items.push(canonical(attributes));
  }
  return items.sort().join('\n');
}

/** Every item of a table, page by page. */
export function allItems(tables: Tables, tableName: string): Attributes[] {
  const { Scan } = tableOperations(tables);
  const items: Attributes[] = [];
  let from: unknown;
  do {
    const page = Scan({ TableName: tableName, ...(from !== undefined && { ExclusiveStartKey: from }) });
    const { Items, LastEvaluatedKey } = page as { readonly Items: readonly Attributes[]; LastEvaluatedKey?: unknown };
    items.push(...Items);
    from = LastEvaluatedKey;
  } while (from !== undefined);
  return items;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (name, member) => {
    if (name === 'SS' && Array.isArray(member)) return [...member].sort();
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
