import type { TablePort } from '../shared/ports.ts';
import { governorKey } from '../shared/store/keys.ts';
import { type Memory, NEW_MEMORY } from './memory.ts';

/** The governor's memory with the version under which it was read. */
export interface ReadMemory {
  readonly memory: Memory;
  /** 0: there is none yet. */
  readonly version: number;
}

/** What one environment of the function knows of the memory, for as long as the table refuses. */
export interface KeptMemory {
  /** @default nothing was read yet */
  last?: ReadMemory & { readonly at: number };
}

/** A table of which single items can be read, or read and written. */
interface Table<Operations extends 'getItem' | 'putItem'> {
  readonly table: Pick<TablePort, Operations>;
  readonly tableName: string;
}

export async function readMemory({ table, tableName }: Table<'getItem'>): Promise<ReadMemory> {
  const { Item } = await table.getItem({ TableName: tableName, Key: governorKey('MEMORY'), ConsistentRead: true });
  const version = Number(Item?.version?.N ?? 0);
  const text = Item?.memory?.S;
  return { memory: text === undefined ? NEW_MEMORY : (JSON.parse(text) as Memory), version };
}

/**
 * Writes it unless another run has. A second run of the same minute then ends before it acts.
 * @throws ConditionalCheckFailedException
 */
export async function writeMemory(
  memory: Memory,
  version: number,
  { table, tableName }: Table<'putItem'>,
): Promise<number> {
  await table.putItem({
    TableName: tableName,
    Item: { ...governorKey('MEMORY'), memory: { S: JSON.stringify(memory) }, version: { N: String(version + 1) } },
    ConditionExpression: 'attribute_not_exists(pk) OR version = :read',
    ExpressionAttributeValues: { ':read': { N: String(version) } },
  });
  return version + 1;
}
