import { DynamoDBClient, type DynamoDBClientConfig, GetItemCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import type { Announced } from '../../lambdas/governor/memory.ts';
import { readMemory } from '../../lambdas/governor/memory-item.ts';

/** Reads what the governor told of last, the newest last. @param tableName @default the first table, as in the local runtime */
export type ReadGovernor = (tableName?: string) => Promise<readonly Announced[]>;

export function governorReader(settings: DynamoDBClientConfig): ReadGovernor {
  // Whoever looks does not wait for a table that is throttled.
  const client = new DynamoDBClient({ ...settings, maxAttempts: 1 });
  return async (given) => {
    const tableName = given ?? (await client.send(new ListTablesCommand({}))).TableNames?.[0];
    if (tableName === undefined) return [];
    const table = {
      getItem: (input: ConstructorParameters<typeof GetItemCommand>[0]) => client.send(new GetItemCommand(input)),
    };
    const { memory } = await readMemory({ table, tableName });
    return memory.told ?? [];
  };
}

export function localGovernorReader(awsUrl: string): ReadGovernor {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return governorReader({ endpoint: awsUrl, region: 'us-east-1', credentials });
}
