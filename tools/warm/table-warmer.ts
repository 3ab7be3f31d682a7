import {
  DynamoDBClient,
  LimitExceededException,
  ResourceInUseException,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import type { Throughput } from '../../core/capacity/model/throughput.ts';
import { InputError } from '../../core/errors.ts';
import { asking, type SdkSettings } from '../shared/aws/sdk-account-reader.ts';
import { isRaised, type WarmPart } from './warm-plan.ts';

/** Raises the warm throughput of a table and its indexes. */
export type WarmTable = (tableName: string, parts: readonly WarmPart[]) => Promise<void>;

/** Uses one UpdateTable call for all parts, because DynamoDB accepts no other while it runs. */
export function tableWarmer(settings: SdkSettings): WarmTable {
  return async (tableName, parts) => {
    const raising = parts.filter(isRaised);
    const table = raising.find(({ index }) => index === undefined);
    const indexes = raising.flatMap(({ index, raise }) =>
      index === undefined ? [] : [{ Update: { IndexName: index, WarmThroughput: unitsOf(raise) } }],
    );
    const command = new UpdateTableCommand({
      TableName: tableName,
      ...(table === undefined ? {} : { WarmThroughput: unitsOf(table.raise) }),
      ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexUpdates: indexes }),
    });
    try {
      await asking('dynamodb:UpdateTable', () => new DynamoDBClient({ maxAttempts: 3, ...settings }).send(command));
    } catch (error) {
      if (!(error instanceof ResourceInUseException || error instanceof LimitExceededException)) throw error;
      throw new InputError({
        input: `table ${tableName}`,
        received: error.message,
        allowed: 'a table that no other change is under way for',
        remedy: 'Run the command again in some minutes.',
      });
    }
  };
}

function unitsOf({ readUnits, writeUnits }: Partial<Throughput>) {
  return {
    ...(readUnits === undefined ? {} : { ReadUnitsPerSecond: readUnits }),
    ...(writeUnits === undefined ? {} : { WriteUnitsPerSecond: writeUnits }),
  };
}
