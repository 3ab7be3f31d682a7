import { describe, expect, it } from 'vitest';
import { tablePort } from '../../../../../local/aws/services/table/port.ts';
import { openTable } from './table-setting.ts';

describe('the table’s port', () => {
  const TableName = 't-1';
  const Key = { pk: { S: 'p' }, sk: { S: 's' } };

  it('shares no object with the table, neither of inputs nor of outputs', async () => {
    const port = tablePort(openTable().tables);
    const list = [{ S: 'a' }];
    await port.putItem({ TableName, Item: { ...Key, list: { L: list }, bytes: { B: new Uint8Array([1, 2]) } } });
    list.push({ S: 'b' });
    const first = await port.getItem({ TableName, Key });
    expect(first.Item?.list).toEqual({ L: [{ S: 'a' }] });
    expect(first.Item?.bytes).toEqual({ B: new Uint8Array([1, 2]) });
    first.Item?.list?.L?.push({ S: 'c' });
    expect((await port.getItem({ TableName, Key })).Item?.list).toEqual({ L: [{ S: 'a' }] });
  });

  it("rejects with the SDK's errors", async () => {
    const port = tablePort(openTable().tables);
    await port.putItem({ TableName, Item: { ...Key, bytes: { B: new Uint8Array([7]) } } });
    const put = {
      TableName,
      Item: Key,
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    } as const;
    await expect(port.putItem(put)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      $metadata: { httpStatusCode: 400 },
      Item: { ...Key, bytes: { B: new Uint8Array([7]) } },
    });
    await expect(port.transactWriteItems({ TransactItems: [{ Put: put }] })).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: { bytes: { B: new Uint8Array([7]) } } }],
    });
  });
});
