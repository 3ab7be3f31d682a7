import { describe, expect, it } from 'vitest';
import { openTable } from './table-setting.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html */
describe('a table’s consumed capacity', () => {
  const Item = { pk: { S: 'p' }, sk: { S: 's' }, words: { S: 'x'.repeat(2_500) } };

  it('counts a failed condition by the size of the existing item', () => {
    const { tables, operations } = openTable();
    operations.PutItem({ TableName: 't-1', Item });
    expect(tables.named('t-1').consumed.writeUnits).toBe(3);
    const attempt = (): unknown =>
      operations.PutItem({
        TableName: 't-1',
        Item: { pk: { S: 'p' }, sk: { S: 's' } },
        ConditionExpression: 'attribute_not_exists(pk)',
      });
    expect(attempt).toThrow('The conditional request failed');
    expect(tables.named('t-1').consumed.writeUnits).toBe(6);
  });

  it('counts a query by the size of the items read, before the filter', () => {
    const { operations } = openTable();
    for (const sk of ['a', 'b', 'c', 'd']) {
      operations.PutItem({ TableName: 't-1', Item: { ...Item, sk: { S: sk } } });
    }
    const answer = operations.Query({
      TableName: 't-1',
      KeyConditionExpression: 'pk = :p',
      FilterExpression: 'words = :p',
      ExpressionAttributeValues: { ':p': { S: 'p' } },
      ConsistentRead: true,
      ReturnConsumedCapacity: 'INDEXES',
    });
    expect(answer).toEqual({
      Items: [],
      Count: 0,
      ScannedCount: 4,
      ConsumedCapacity: { TableName: 't-1', CapacityUnits: 3, Table: { CapacityUnits: 3 } },
    });
  });

  /** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html */
  it('ends a page of a query at 1 MB', () => {
    const { operations } = openTable();
    for (const sk of ['a', 'b', 'c', 'd']) {
      operations.PutItem({ TableName: 't-1', Item: { ...Item, sk: { S: sk }, words: { S: 'x'.repeat(400_000) } } });
    }
    const input = {
      TableName: 't-1',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'p' } },
    };
    const first = operations.Query(input);
    expect(first.Count).toBe(3);
    expect(first.LastEvaluatedKey).toEqual({ pk: { S: 'p' }, sk: { S: 'c' } });
    const rest = operations.Query({ ...input, ExclusiveStartKey: first.LastEvaluatedKey });
    expect([rest.Count, rest.LastEvaluatedKey]).toEqual([1, undefined]);
  });
});
