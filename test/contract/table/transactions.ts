import {
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import type { Contract } from '../table.suite.ts';
import type { TableSetting } from './setting.ts';

function transact(
  setting: TableSetting,
  TransactItems: TransactWriteItem[],
  more: Partial<TransactWriteItemsCommandInput> = {},
) {
  return setting.client.send(new TransactWriteItemsCommand({ TransactItems, ...more }));
}

/** developerguide/transaction-apis.html and APIReference/API_TransactWriteItems.html. */
export const transactionContract: Contract = {
  'does all of its actions': async (setting) => {
    const [put, update, removed, checked] = [setting.key(), setting.key(), setting.key(), setting.key()];
    await setting.put({ ...removed });
    await setting.put({ ...checked, open: { BOOL: true } });
    const { tableName: TableName } = setting;
    await transact(setting, [
      { Put: { TableName, Item: { ...put, a: { N: '1' } }, ConditionExpression: 'attribute_not_exists(pk)' } },
      {
        Update: {
          TableName,
          Key: update,
          UpdateExpression: 'ADD score :n',
          ExpressionAttributeValues: { ':n': { N: '5' } },
        },
      },
      { Delete: { TableName, Key: removed } },
      { ConditionCheck: { TableName, Key: checked, ConditionExpression: 'attribute_exists(pk)' } },
    ]);
    expect(await setting.get(put)).toEqual({ ...put, a: { N: '1' } });
    expect(await setting.get(update)).toEqual({ ...update, score: { N: '5' } });
    expect(await setting.get(removed)).toBeUndefined();
  },

  'does none of its actions where one fails, and says why for each in order': async (setting) => {
    const [fresh, taken, third] = [setting.key(), setting.key(), setting.key()];
    await setting.put({ ...taken, winner: { S: 'ada' } });
    const { tableName: TableName } = setting;
    const attempt = transact(setting, [
      { Put: { TableName, Item: fresh } },
      {
        Put: {
          TableName,
          Item: { ...taken, winner: { S: 'bob' } },
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      { ConditionCheck: { TableName, Key: third, ConditionExpression: 'attribute_exists(pk)' } },
    ]);
    await expect(attempt).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed]',
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { ...taken, winner: { S: 'ada' } },
        },
        { Code: 'ConditionalCheckFailed' },
      ],
    });
    expect(await setting.get(fresh)).toBeUndefined();
    expect((await setting.get(taken))?.winner).toEqual({ S: 'ada' });
  },

  'refuses two actions on one item': async (setting) => {
    const key = setting.key();
    const { tableName: TableName } = setting;
    await expect(
      transact(setting, [{ Put: { TableName, Item: key } }, { Delete: { TableName, Key: key } }]),
    ).rejects.toThrow('Transaction request cannot include multiple operations on one item');
  },

  'applies a request token once, and refuses it for another request': async (setting) => {
    const key = setting.key();
    const add = (n: string): TransactWriteItem[] => [
      {
        Update: {
          TableName: setting.tableName,
          Key: key,
          UpdateExpression: 'ADD score :n',
          ExpressionAttributeValues: { ':n': { N: n } },
        },
      },
    ];
    const ClientRequestToken = `token-${key.pk.S}`;
    await transact(setting, add('5'), { ClientRequestToken });
    await transact(setting, add('5'), { ClientRequestToken });
    expect((await setting.get(key))?.score).toEqual({ N: '5' });
    await expect(transact(setting, add('6'), { ClientRequestToken })).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
  },

  // developerguide/transaction-apis.html#transaction-capacity-handling
  'costs twice what the same writes do alone': async (setting) => {
    const Item = { ...setting.key(), text: { S: 'x'.repeat(1_500) } };
    const { tableName: TableName } = setting;
    const options = { ReturnConsumedCapacity: 'TOTAL' } as const;
    const written = await transact(setting, [{ Put: { TableName, Item } }], options);
    expect(written.ConsumedCapacity?.[0]?.CapacityUnits).toBe(4);
  },
};
