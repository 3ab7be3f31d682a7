import { PutItemCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import type { Contract } from '../table.suite.ts';
import type { Item, TableSetting } from './setting.ts';

async function fill(setting: TableSetting, sortKeys: readonly string[]): Promise<string> {
  const pk = setting.partition();
  for (const sk of sortKeys) await setting.put({ pk: { S: pk }, sk: { S: sk }, length: { N: String(sk.length) } });
  return pk;
}

function sorts(items: readonly Item[] | undefined): (string | undefined)[] {
  return (items ?? []).map((item) => item.sk?.S ?? item.sk?.N);
}

/** Every page's items. */
async function pages(setting: TableSetting, input: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> {
  const items: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await setting.client.send(
      new QueryCommand({ TableName: setting.tableName, ...input, ExclusiveStartKey }),
    );
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

/** developerguide/Query.html, unless another page is named. */
export const queryContract: Contract = {
  // developerguide/HowItWorks.NamingRulesDataTypes.html: strings are ordered by the bytes of their UTF-8
  'orders strings by their UTF-8': async (setting) => {
    const pk = await fill(setting, ['b', 'B', 'ä', '\u{1F600}', '\uFFFD', 'a', 'aa']);
    const { Items } = await setting.query('pk = :p', { ':p': { S: pk } });
    expect(sorts(Items)).toEqual(['B', 'a', 'aa', 'b', 'ä', '\uFFFD', '\u{1F600}']);
  },

  'orders numbers by value, to the last digit': async (setting) => {
    const pk = setting.partition();
    const ordered = ['-1E20', '-10', '-9.5', '0', '1E-20', '9', '10', '90071992547409920', '90071992547409921'];
    for (const sk of ordered.toReversed()) {
      await setting.client.send(
        new PutItemCommand({ TableName: setting.numberTableName, Item: { pk: { S: pk }, sk: { N: sk } } }),
      );
    }
    const { Items } = await setting.query('pk = :p', { ':p': { S: pk } }, { TableName: setting.numberTableName });
    expect(sorts(Items).map(Number)).toEqual(ordered.map(Number));
    expect(sorts(Items).slice(-2)).toEqual(ordered.slice(-2));
    const above = await setting.query(
      'pk = :p AND sk > :s',
      { ':p': { S: pk }, ':s': { N: '90071992547409920' } },
      { TableName: setting.numberTableName },
    );
    expect(sorts(above.Items)).toEqual(['90071992547409921']);
  },

  'orders binary by its bytes': async (setting) => {
    const pk = { S: setting.partition() };
    for (const bytes of [[255], [0, 1], [127, 0], [127]]) {
      const Item = { pk, sk: { B: new Uint8Array(bytes) } };
      await setting.client.send(new PutItemCommand({ TableName: setting.binaryTableName, Item }));
    }
    const { Items } = await setting.query(
      'pk = :p AND begins_with(sk, :b)',
      { ':p': pk, ':b': { B: new Uint8Array([127]) } },
      { TableName: setting.binaryTableName },
    );
    expect(Items?.map((item) => [...(item.sk?.B ?? [])])).toEqual([[127], [127, 0]]);
  },

  // developerguide/Query.KeyConditionExpressions.html
  'selects by every operator on the sort key, both ways round': async (setting) => {
    const pk = await fill(setting, ['a', 'ab', 'abc', 'b', 'c']);
    const select = async (condition: string, values: Item = {}, forward = true): Promise<(string | undefined)[]> => {
      const { Items } = await setting.query(
        `pk = :p AND ${condition}`,
        { ':p': { S: pk }, ...values },
        { ScanIndexForward: forward },
      );
      return sorts(Items);
    };
    const b = { ':b': { S: 'b' } };
    expect(await select('sk = :b', b)).toEqual(['b']);
    expect(await select('sk < :b', b)).toEqual(['a', 'ab', 'abc']);
    expect(await select('sk <= :b', b, false)).toEqual(['b', 'abc', 'ab', 'a']);
    expect(await select('sk > :b', b)).toEqual(['c']);
    expect(await select('sk >= :b', b, false)).toEqual(['c', 'b']);
    expect(await select(':b < sk', b)).toEqual(['c']);
    expect(await select('begins_with(sk, :a)', { ':a': { S: 'ab' } })).toEqual(['ab', 'abc']);
    expect(await select('begins_with(sk, :a)', { ':a': { S: 'ab' } }, false)).toEqual(['abc', 'ab']);
    expect(await select('sk BETWEEN :l AND :h', { ':l': { S: 'aa' }, ':h': { S: 'b' } })).toEqual(['ab', 'abc', 'b']);
  },

  // developerguide/Query.Pagination.html
  'goes on where a page ended, both ways, even if that item is gone': async (setting) => {
    const pk = await fill(setting, ['a', 'b', 'c', 'd', 'e']);
    const values = { ':p': { S: pk } };
    const input = { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: values, Limit: 2 };
    expect(sorts(await pages(setting, input))).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(sorts(await pages(setting, { ...input, ScanIndexForward: false }))).toEqual(['e', 'd', 'c', 'b', 'a']);
    const first = await setting.query('pk = :p', values, { Limit: 2 });
    expect(first.LastEvaluatedKey).toEqual({ pk: { S: pk }, sk: { S: 'b' } });
    await setting.delete({ pk: { S: pk }, sk: { S: 'b' } });
    const next = await setting.query('pk = :p', values, { ExclusiveStartKey: first.LastEvaluatedKey });
    expect(sorts(next.Items)).toEqual(['c', 'd', 'e']);
  },

  // developerguide/Query.FilterExpression.html: the limit counts before the filter
  'filters after the limit and counts both': async (setting) => {
    const pk = await fill(setting, ['a', 'bb', 'ccc', 'dd']);
    const { Count, ScannedCount, Items } = await setting.query(
      'pk = :p',
      { ':p': { S: pk }, ':n': { N: '2' } },
      { FilterExpression: '#l = :n', ExpressionAttributeNames: { '#l': 'length' }, Limit: 3 },
    );
    expect([Count, ScannedCount, sorts(Items)]).toEqual([1, 3, ['bb']]);
  },

  'counts without showing when asked': async (setting) => {
    const pk = await fill(setting, ['a', 'b']);
    const answer = await setting.query('pk = :p', { ':p': { S: pk } }, { Select: 'COUNT' });
    expect([answer.Count, answer.ScannedCount, answer.Items]).toEqual([2, 2, undefined]);
  },

  // developerguide/GSI.html: an index holds the items that have its keys, with what it projects
  'reads an index in the order of its sort key, equal ones too, page by page': async (setting) => {
    const board = setting.partition();
    const scores = [30, -5, 30, 7, 30, 100];
    for (const [index, score] of scores.entries()) {
      const names = { name: { S: `n${index}` }, hidden: { S: 'x' } };
      const place: Item =
        index === 3 ? { score: { N: String(score) } } : { board: { S: board }, score: { N: String(score) } };
      await setting.put({ pk: { S: `${board}-${index}` }, sk: { S: 's' }, ...place, ...names });
    }
    const items = await pages(setting, {
      IndexName: 'byScore',
      KeyConditionExpression: 'board = :b',
      ExpressionAttributeValues: { ':b': { S: board } },
      ScanIndexForward: false,
      Limit: 2,
    });
    expect(items.map((item) => item.score?.N)).toEqual(['100', '30', '30', '30', '-5']);
    expect(new Set(items.map((item) => item.name?.S))).toEqual(new Set(['n5', 'n0', 'n2', 'n4', 'n1']));
    expect(items[0]).toEqual({
      pk: { S: `${board}-5` },
      sk: { S: 's' },
      board: { S: board },
      score: { N: '100' },
      name: { S: 'n5' },
    });
  },

  'follows an item out of an index and to another place': async (setting) => {
    const board = setting.partition();
    const key = { pk: { S: board }, sk: { S: 's' } };
    const scores = async (): Promise<(string | undefined)[]> => {
      const { Items } = await setting.query('board = :b', { ':b': { S: board } }, { IndexName: 'byScore' });
      return (Items ?? []).map((item) => item.score?.N);
    };
    await setting.put({ ...key, board: { S: board }, score: { N: '1' } });
    expect(await scores()).toEqual(['1']);
    await setting.update(key, 'ADD score :n', { ExpressionAttributeValues: { ':n': { N: '41' } } });
    expect(await scores()).toEqual(['42']);
    await setting.update(key, 'REMOVE score');
    expect(await scores()).toEqual([]);
  },

  'refuses a query without an equal partition key, a strong read of an index and a filter on a key': async (
    setting,
  ) => {
    const values = { ':p': { S: 'x' } };
    await expect(setting.query('sk = :p', values)).rejects.toThrow('Query condition missed key schema element: pk');
    await expect(setting.query('pk > :p', values)).rejects.toThrow('Query key condition not supported');
    await expect(setting.query('board = :p', values, { IndexName: 'byScore', ConsistentRead: true })).rejects.toThrow(
      'Consistent reads are not supported on global secondary indexes',
    );
    await expect(setting.query('pk = :p', values, { FilterExpression: 'sk = :p' })).rejects.toThrow(
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
    );
    await expect(setting.query('pk = :p', values, { IndexName: 'missing' })).rejects.toThrow(
      'The table does not have the specified index: missing',
    );
  },
};
