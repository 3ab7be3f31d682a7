import { GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import type { Contract } from '../table.suite.ts';

/** Pages are of docs.aws.amazon.com/amazondynamodb/latest/. */
export const itemContract: Contract = {
  // APIReference/API_AttributeValue.html; numbers lose leading and trailing zeros: Naming rules and data types.
  'gives back every type of value, numbers without needless zeros': async (setting) => {
    const key = setting.key();
    await setting.put({
      ...key,
      text: { S: '' },
      number: { N: '0012.500' },
      large: { N: '1.5E3' },
      binary: { B: new Uint8Array([0, 255, 7]) },
      yes: { BOOL: true },
      nothing: { NULL: true },
      strings: { SS: ['b', 'a'] },
      numbers: { NS: ['1.0', '2'] },
      list: { L: [{ N: '1' }, { S: 'x' }] },
      map: { M: { inner: { L: [] } } },
    });
    const item = await setting.get(key);
    expect(item?.text).toEqual({ S: '' });
    expect(item?.number).toEqual({ N: '12.5' });
    expect(item?.large).toEqual({ N: '1500' });
    expect([...(item?.binary?.B ?? [])]).toEqual([0, 255, 7]);
    expect(item?.yes).toEqual({ BOOL: true });
    expect(item?.nothing).toEqual({ NULL: true });
    expect(new Set(item?.strings?.SS)).toEqual(new Set(['a', 'b']));
    expect(new Set(item?.numbers?.NS)).toEqual(new Set(['1', '2']));
    expect(item?.list).toEqual({ L: [{ N: '1' }, { S: 'x' }] });
    expect(item?.map).toEqual({ M: { inner: { L: [] } } });
  },

  // developerguide/HowItWorks.NamingRulesDataTypes.html: a name may have any characters
  'keeps attributes whose names mean something to JavaScript': async (setting) => {
    const key = setting.key();
    const odd = JSON.parse('{"__proto__": {"S": "own"}, "constructor": {"N": "1"}}');
    await setting.put({ ...key, nested: { M: odd } });
    const { Attributes } = await setting.update(key, 'SET #p = nested.#p, #c = nested.#c', {
      ExpressionAttributeNames: { '#p': '__proto__', '#c': 'constructor' },
      ReturnValues: 'UPDATED_NEW',
    });
    expect(Object.keys(Attributes ?? {}).toSorted()).toEqual(['__proto__', 'constructor']);
    await expect(setting.meets({}, 'attribute_exists(#c)', undefined, { '#c': 'constructor' })).resolves.toBe(false);
  },

  // APIReference/API_PutItem.html: ReturnValues
  'puts over an item and shows the old one when asked': async (setting) => {
    const key = setting.key();
    expect((await setting.put({ ...key, a: { N: '1' } }, { ReturnValues: 'ALL_OLD' })).Attributes).toBeUndefined();
    const { Attributes } = await setting.put({ ...key, b: { N: '2' } }, { ReturnValues: 'ALL_OLD' });
    expect(Attributes).toEqual({ ...key, a: { N: '1' } });
    expect(await setting.get(key)).toEqual({ ...key, b: { N: '2' } });
  },

  // APIReference/API_DeleteItem.html: idempotent
  'deletes an item, and one that is not there without an error': async (setting) => {
    const key = setting.key();
    await setting.put({ ...key, a: { N: '1' } });
    expect((await setting.delete(key, { ReturnValues: 'ALL_OLD' })).Attributes).toEqual({ ...key, a: { N: '1' } });
    expect((await setting.delete(key, { ReturnValues: 'ALL_OLD' })).Attributes).toBeUndefined();
    expect(await setting.get(key)).toBeUndefined();
  },

  // developerguide/Expressions.ProjectionExpressions.html
  'projects names, nested paths and list elements': async (setting) => {
    const key = setting.key();
    await setting.put({ ...key, a: { M: { b: { N: '1' }, c: { N: '2' } } }, l: { L: [{ N: '1' }, { N: '2' }] } });
    const { Item } = await setting.client.send(
      new GetItemCommand({
        TableName: setting.tableName,
        Key: key,
        ProjectionExpression: '#a.b, l[1], absent.deeper',
        ExpressionAttributeNames: { '#a': 'a' },
      }),
    );
    expect(Item).toEqual({ a: { M: { b: { N: '1' } } }, l: { L: [{ N: '2' }] } });
  },

  // developerguide/Scan.html#Scan.Pagination and #Scan.ParallelScan
  'scans every item once, in pages and in segments': async (setting) => {
    const pk = setting.partition();
    for (const sk of ['a', 'b', 'c']) await setting.put({ pk: { S: pk }, sk: { S: sk } });
    const seen: string[] = [];
    for (const Segment of [0, 1, 2]) {
      let ExclusiveStartKey: Record<string, { S: string }> | undefined;
      do {
        const page = await setting.client.send(
          new ScanCommand({ TableName: setting.tableName, Limit: 2, Segment, TotalSegments: 3, ExclusiveStartKey }),
        );
        seen.push(...(page.Items ?? []).filter((item) => item.pk?.S === pk).map((item) => item.sk?.S ?? ''));
        ExclusiveStartKey = page.LastEvaluatedKey as Record<string, { S: string }> | undefined;
      } while (ExclusiveStartKey !== undefined);
    }
    expect(seen).toEqual(['a', 'b', 'c']);
  },

  // developerguide/read-write-operations.html: 1 KB a write unit, 4 KB a read unit, half where eventually consistent
  'counts capacity by size': async (setting) => {
    const key = setting.key();
    const total = { ReturnConsumedCapacity: 'TOTAL' } as const;
    const small = await setting.put({ ...key, text: { S: 'x'.repeat(100) } }, total);
    expect(small.ConsumedCapacity?.CapacityUnits).toBe(1);
    const large = await setting.put({ ...key, text: { S: 'x'.repeat(5_000) } }, total);
    expect(large.ConsumedCapacity?.CapacityUnits).toBe(5);
    const smaller = await setting.put({ ...key, text: { S: 'x'.repeat(4_090) } }, total);
    expect(smaller.ConsumedCapacity?.CapacityUnits).toBe(5);
    const get = new GetItemCommand({ TableName: setting.tableName, Key: key, ...total });
    expect((await setting.client.send(get)).ConsumedCapacity?.CapacityUnits).toBe(1);
    const removed = await setting.delete(key, total);
    expect(removed.ConsumedCapacity?.CapacityUnits).toBe(5);
    expect((await setting.client.send(get)).ConsumedCapacity?.CapacityUnits).toBe(0.5);
  },

  // developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
  'counts an index write where the index changes: two to move an entry, none where nothing projected changes': async (
    setting,
  ) => {
    const key = setting.key();
    await setting.put({ ...key, board: { S: 'units' } });
    const named = async (name: string, value: string): Promise<number | undefined> => {
      const { ConsumedCapacity } = await setting.update(key, 'SET #n = :v', {
        ExpressionAttributeValues: { ':v': /^\d/.test(value) ? { N: value } : { S: value } },
        ExpressionAttributeNames: { '#n': name },
        ReturnConsumedCapacity: 'INDEXES',
      });
      expect(ConsumedCapacity?.Table?.CapacityUnits).toBe(1);
      return ConsumedCapacity?.GlobalSecondaryIndexes?.byScore?.CapacityUnits;
    };
    expect(await named('other', 'x')).toBeUndefined();
    expect(await named('score', '1')).toBe(1);
    expect(await named('score', '2')).toBe(2);
    expect(await named('name', 'x')).toBe(1);
    expect(await named('other', 'y')).toBeUndefined();
  },
};
