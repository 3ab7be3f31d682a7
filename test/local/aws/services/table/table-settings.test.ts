import { describe, expect, it } from 'vitest';
import { openTable } from './table-setting.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
describe('a table’s making', () => {
  const properties = {
    TableName: 'another',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  };

  it('is described, listed and undone', () => {
    const { operations } = openTable();
    operations.CreateTable(properties);
    expect(operations.ListTables({})).toEqual({ TableNames: ['another', 't-1'] });
    expect(operations.ListTables({ Limit: 1 })).toEqual({ TableNames: ['another'], LastEvaluatedTableName: 'another' });
    expect(operations.DescribeTable({ TableName: 'another' })).toMatchObject({
      Table: { TableStatus: 'ACTIVE', ItemCount: 0, TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/another' },
    });
    expect(() => operations.CreateTable(properties)).toThrow('Table already exists: another');
    operations.DeleteTable({ TableName: 'another' });
    expect(() => operations.DescribeTable({ TableName: 'another' })).toThrow('Requested resource not found');
  });

  it('keeps a protected table', () => {
    const { operations } = openTable();
    operations.CreateTable({ ...properties, DeletionProtectionEnabled: true });
    expect(() => operations.DeleteTable({ TableName: 'another' })).toThrow('protected against deletion');
  });

  it('is refused where a definition is missing, unused or not modelled', () => {
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
