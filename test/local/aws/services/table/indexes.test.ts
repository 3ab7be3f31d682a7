import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../../local/aws/services/operation.ts';
import { openTable } from './table-setting.ts';

describe('a large index partition', () => {
  it('stays in order while scores change', () => {
    const { operations } = openTable();
    const players = 3_000;
    for (let player = 0; player < players; player += 1) {
      const Item = { pk: { S: `p${player}` }, sk: { S: 's' }, board: { S: 'b' }, score: { N: '0' } };
      operations.PutItem({ TableName: 't-1', Item });
    }
    for (let player = 0; player < players; player += 1) {
      operations.UpdateItem({
        TableName: 't-1',
        Key: { pk: { S: `p${player}` }, sk: { S: 's' } },
        UpdateExpression: 'ADD score :n',
        ExpressionAttributeValues: { ':n': { N: String((player * 7_919) % players) } },
      });
    }
    const top = operations.Query({
      TableName: 't-1',
      IndexName: 'byScore',
      KeyConditionExpression: 'board = :b',
      ExpressionAttributeValues: { ':b': { S: 'b' } },
      ScanIndexForward: false,
      Limit: 3,
    });
    expect((top.Items as { score: JsonObject }[]).map((item) => item.score)).toEqual([
      { N: String(players - 1) },
      { N: String(players - 2) },
      { N: String(players - 3) },
    ]);
  });
});
