import { describe, expect, it } from 'vitest';
import { openTable } from './table-setting.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
describe('the creation of a table', () => {
  const properties = {
    TableName: 'another',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  };

  it('is described and listed', () => {
    const { operations } = openTable();
    operations.CreateTable(properties);
    expect(operations.ListTables({})).toEqual({ TableNames: ['another', 't-1'] });
    expect(operations.ListTables({ Limit: 1 })).toEqual({ TableNames: ['another'], LastEvaluatedTableName: 'another' });
    expect(operations.DescribeTable({ TableName: 'another' })).toMatchObject({
      Table: { TableStatus: 'ACTIVE', ItemCount: 0, TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/another' },
    });
    expect(() => operations.CreateTable(properties)).toThrow('Table already exists: another');
  });

  it('counts the entries of an index, and their bytes', () => {
    const { operations } = openTable();
    operations.CreateTable({
      ...properties,
      AttributeDefinitions: [...properties.AttributeDefinitions, { AttributeName: 'by', AttributeType: 'S' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'index',
          KeySchema: [{ AttributeName: 'by', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    });
    for (const Item of [{ id: { S: 'a' }, by: { S: 'b' }, more: { S: 'not projected' } }, { id: { S: 'c' } }]) {
      operations.PutItem({ TableName: 'another', Item });
    }
    expect(operations.DescribeTable({ TableName: 'another' }).Table).toMatchObject({
      ItemCount: 2,
      GlobalSecondaryIndexes: [{ ItemCount: 1, IndexSizeBytes: 'id'.length + 'a'.length + 'by'.length + 'b'.length }],
    });
  });

  it('refuses a provisioned table with an index whose throughput is missing', () => {
    const { operations } = openTable();
    const units = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
    const index = { IndexName: 'index', KeySchema: properties.KeySchema, Projection: { ProjectionType: 'ALL' } };
    expect(() =>
      operations.CreateTable({
        ...properties,
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: units,
        GlobalSecondaryIndexes: [index],
      }),
    ).toThrow('ProvisionedThroughput is not specified for index: index');
  });

  it('is refused if a definition is missing, unused or not modelled', () => {
    const { operations } = openTable();
    expect(() => operations.CreateTable({ ...properties, AttributeDefinitions: [] })).toThrow('not defined');
    const more = [...properties.AttributeDefinitions, { AttributeName: 'more', AttributeType: 'S' }];
    expect(() => operations.CreateTable({ ...properties, AttributeDefinitions: more })).toThrow('not used');
    expect(() => operations.CreateTable({ ...properties, LocalSecondaryIndexes: [{}] })).toThrow(
      'not implemented by the local runtime: local secondary indexes',
    );
    expect(() => operations.GetItem({ TableName: 't-1', Key: {}, AttributesToGet: ['a'] })).toThrow(
      'not implemented by the local runtime: the legacy parameter AttributesToGet. Use an expression.',
    );
  });
});
