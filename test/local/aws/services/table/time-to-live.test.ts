import { describe, expect, it } from 'vitest';
import { openTable } from './table-setting.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html */
describe('time to live', () => {
  const seconds = (days: number): string => String(Date.UTC(2026, 10, 1) / 1_000 + days * 86_400);
  const put = (operations: ReturnType<typeof openTable>['operations'], sk: string, endsAt: object): void => {
    operations.PutItem({ TableName: 't-1', Item: { pk: { S: 'p' }, sk: { S: sk }, endsAt } });
  };

  it('returns an expired item until the sweep, which deletes no other item', () => {
    const { tables, operations, clock } = openTable();
    put(operations, 'soon', { N: seconds(1) });
    put(operations, 'later', { N: seconds(3) });
    put(operations, 'text', { S: seconds(1) });
    put(operations, 'ages ago', { N: seconds(-6 * 365) });
    clock.time += 2 * 86_400_000;
    const count = (): unknown =>
      operations.Query({
        TableName: 't-1',
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': { S: 'p' } },
        Select: 'COUNT',
      }).Count;
    expect(count()).toBe(4);
    expect(tables.sweepExpired()).toBe(1);
    expect(count()).toBe(3);
    clock.time += 2 * 86_400_000;
    expect(tables.sweepExpired()).toBe(1);
    expect(tables.sweepExpired()).toBe(0);
  });

  it('keeps an item whose expiry was delayed or removed', () => {
    const { tables, operations, clock } = openTable();
    put(operations, 'a', { N: seconds(1) });
    put(operations, 'a', { N: seconds(9) });
    put(operations, 'b', { N: seconds(1) });
    operations.UpdateItem({
      TableName: 't-1',
      Key: { pk: { S: 'p' }, sk: { S: 'b' } },
      UpdateExpression: 'REMOVE endsAt',
    });
    clock.time += 5 * 86_400_000;
    expect(tables.sweepExpired()).toBe(0);
  });
});
