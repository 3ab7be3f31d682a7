import { describe, expect, it } from 'vitest';
import { openTable } from './table-setting.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html (ClientRequestToken) */
describe('a transaction’s request token', () => {
  const Key = { pk: { S: 'p' }, sk: { S: 's' } };
  const add = (ClientRequestToken: string) => ({
    ClientRequestToken,
    ReturnConsumedCapacity: 'TOTAL',
    TransactItems: [
      {
        Update: {
          TableName: 't-1',
          Key,
          UpdateExpression: 'ADD score :n',
          ExpressionAttributeValues: { ':n': { N: '1' } },
        },
      },
    ],
  });

  it('is valid for ten minutes, then the same request counts again', () => {
    const { operations, clock } = openTable();
    const score = (): unknown => operations.GetItem({ TableName: 't-1', Key }).Item;
    operations.TransactWriteItems(add('one'));
    clock.time += 599_999;
    operations.TransactWriteItems(add('one'));
    expect(score()).toMatchObject({ score: { N: '1' } });
    clock.time += 1;
    operations.TransactWriteItems(add('one'));
    expect(score()).toMatchObject({ score: { N: '2' } });
  });

  it('makes a repeated request cost reads instead of writes', () => {
    const { operations } = openTable();
    expect(operations.TransactWriteItems(add('one'))).toMatchObject({
      ConsumedCapacity: [{ CapacityUnits: 2, WriteCapacityUnits: 2 }],
    });
    expect(operations.TransactWriteItems(add('one'))).toMatchObject({
      ConsumedCapacity: [{ CapacityUnits: 2, ReadCapacityUnits: 2 }],
    });
  });

  it('can be used again after a transaction that failed', () => {
    const { operations } = openTable();
    const guarded = {
      ClientRequestToken: 'one',
      TransactItems: [{ Put: { TableName: 't-1', Item: Key, ConditionExpression: 'attribute_not_exists(pk)' } }],
    };
    operations.PutItem({ TableName: 't-1', Item: Key });
    expect(() => operations.TransactWriteItems(guarded)).toThrow('ConditionalCheckFailed');
    operations.DeleteItem({ TableName: 't-1', Key });
    expect(operations.TransactWriteItems(guarded)).toEqual({});
  });
});
