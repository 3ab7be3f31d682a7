import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import type { Contract } from '../table.suite.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{8,12}$/;
const UNITS = { ReadCapacityUnits: 3, WriteCapacityUnits: 4 };
const INDEX = {
  IndexName: 'byOther',
  KeySchema: [{ AttributeName: 'other', KeyType: 'HASH' as const }],
  Projection: { ProjectionType: 'ALL' as const },
};

function definition(TableName: string) {
  return {
    TableName,
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' as const },
      { AttributeName: 'other', AttributeType: 'S' as const },
    ],
    GlobalSecondaryIndexes: [INDEX],
  };
}

/** APIReference/API_CreateTable.html, API_DescribeTable.html */
export const tableContract: Contract = {
  'shows a new table with its id, its throughput and that of its indexes': async (setting) => {
    const TableName = `${setting.tableName}-provisioned`;
    const provisioned = { ...definition(TableName), ProvisionedThroughput: UNITS };
    const indexes = { GlobalSecondaryIndexes: [{ ...INDEX, ProvisionedThroughput: UNITS }] };
    const made = await setting.client.send(new CreateTableCommand({ ...provisioned, ...indexes }));
    const shownUnits = { ...UNITS, NumberOfDecreasesToday: 0 };
    const index = { ...INDEX, ProvisionedThroughput: shownUnits, IndexSizeBytes: 0, ItemCount: 0 };
    const table = { TableName, ProvisionedThroughput: shownUnits, TableSizeBytes: 0, ItemCount: 0 };
    expect(made.TableDescription).toMatchObject({
      ...table,
      TableStatus: 'CREATING',
      GlobalSecondaryIndexes: [{ ...index, IndexStatus: 'CREATING' }],
    });
    expect(made.TableDescription?.TableId).toMatch(UUID);
    const described = () => setting.client.send(new DescribeTableCommand({ TableName }));
    await expect.poll(async () => (await described()).Table?.TableStatus).toBe('ACTIVE');
    const { Table: shown } = await described();
    expect(shown).toMatchObject({ ...table, GlobalSecondaryIndexes: [{ ...index, IndexStatus: 'ACTIVE' }] });
    expect(shown?.TableId).toBe(made.TableDescription?.TableId);
    expect(shown?.BillingModeSummary).toBeUndefined();
  },

  'shows that a table is billed by request': async (setting) => {
    const { Table: shown } = await setting.client.send(new DescribeTableCommand({ TableName: setting.tableName }));
    expect(shown).toMatchObject({
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
    });
    expect(shown?.BillingModeSummary?.LastUpdateToPayPerRequestDateTime).toEqual(shown?.CreationDateTime);
  },

  'refuses throughput of an index that is billed by request': async (setting) => {
    const made = new CreateTableCommand({
      ...definition('refused'),
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: [{ ...INDEX, ProvisionedThroughput: UNITS }],
    });
    await expect(setting.client.send(made)).rejects.toThrow(
      'One or more parameter values were invalid: ProvisionedThroughput should not be specified for index: byOther when BillingMode is PAY_PER_REQUEST',
    );
  },
};
