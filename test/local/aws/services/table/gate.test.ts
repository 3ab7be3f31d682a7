import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../../../local/aws/services/service-error.ts';
import type { TableAccess } from '../../../../../local/aws/services/table/gate.ts';
import { openTable } from './table-setting.ts';

describe('the table’s gate', () => {
  const Item = { pk: { S: 'p' }, sk: { S: 's' } };
  const throttled = new ServiceError(
    'ThrottlingException',
    'Throughput exceeds the current capacity of your table or index.',
  );

  it('gets each access with its partition and units before it takes effect', () => {
    const seen: TableAccess[] = [];
    const { operations } = openTable({
      gate: {
        refuse: (access) => {
          seen.push(access);
          return undefined;
        },
      },
    });
    operations.PutItem({ TableName: 't-1', Item: { ...Item, board: { S: 'b' }, score: { N: '1' } } });
    operations.GetItem({ TableName: 't-1', Key: Item });
    operations.Scan({ TableName: 't-1' });
    expect(seen).toEqual([
      { tableName: 't-1', kind: 'write', partition: 'p', units: 2, isTransaction: false },
      { tableName: 't-1', kind: 'read', partition: 'p', units: 0.5, isTransaction: false },
      { tableName: 't-1', kind: 'read', partition: undefined, units: 0.5, isTransaction: false },
    ]);
  });

  /** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
  it('stops a write before anything changes', () => {
    const { tables, operations } = openTable({ gate: { refuse: () => throttled } });
    expect(() => operations.PutItem({ TableName: 't-1', Item })).toThrow(throttled);
    tables.gate = undefined;
    expect(operations.GetItem({ TableName: 't-1', Key: Item })).toEqual({});
  });

  /** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html (TransactionCanceledException) */
  it('cancels a transaction with its reason', () => {
    const conflict = new ServiceError('TransactionConflictException', 'Transaction is ongoing for the item');
    const { tables, operations } = openTable({
      gate: { refuse: ({ isTransaction, partition }) => (isTransaction && partition === 'q' ? conflict : undefined) },
    });
    const put = (pk: string) => ({ Put: { TableName: 't-1', Item: { pk: { S: pk }, sk: { S: 's' } } } });
    expect(() => operations.TransactWriteItems({ TransactItems: [put('p'), put('q')] })).toThrow(
      expect.objectContaining({
        fields: {
          CancellationReasons: [
            { Code: 'None' },
            { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' },
          ],
        },
      }),
    );
    expect(tables.named('t-1').itemCount).toBe(0);
  });
});
