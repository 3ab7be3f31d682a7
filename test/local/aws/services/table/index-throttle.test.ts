import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { ActiveFault } from '../../../../../local/aws/services/faults/active-fault.ts';
import type { FaultSpec } from '../../../../../local/aws/services/faults/fault-spec.ts';
import { tableFault } from '../../../../../local/aws/services/table/faults.ts';
import { openTable } from './table-setting.ts';

const SPEC: FaultSpec = { kind: 'table-throttled', probability: 1, afterMs: 0, byMs: 0 };

/** Operations of `t-1` under a fault, with what its metrics count. */
function throttled(at: ReadonlySet<string> | undefined) {
  const counted: (readonly [string, string, string | undefined])[] = [];
  const { tables, operations } = openTable({ onThrottled: (...event) => counted.push(event) });
  const fault = new ActiveFault(SPEC, at, seededRandom(1));
  tables.fault = tableFault((kind) => (kind === 'table-throttled' ? [fault] : []));
  const put = (item: object): void => {
    operations.PutItem({ TableName: 't-1', Item: { pk: { S: 'p' }, sk: { S: 's' }, ...item } });
  };
  return { tables, operations, counted, put };
}

const INDEXED = { board: { S: 'b' }, score: { N: '1' } };

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/gsi-throttling.html */
describe('An index that cannot take its part of a write', () => {
  it('throttles the write to the table, and the event counts as the index’s', () => {
    const { tables, put, counted } = throttled(new Set(['t-1/byScore']));
    expect(() => put(INDEXED)).toThrow(/[Tt]hroughput/);
    expect(tables.named('t-1').itemCount).toBe(0);
    expect(counted).toEqual([['t-1', 'write', 'byScore']]);
  });

  it('leaves writes that do not touch it', () => {
    const { tables, put, counted } = throttled(new Set(['t-1/byScore']));
    put({});
    expect(tables.named('t-1').itemCount).toBe(1);
    expect(counted).toEqual([]);
  });

  it('is not meant by a fault of the table: that counts as the table’s', () => {
    for (const at of [new Set(['t-1']), undefined]) {
      const { put, counted } = throttled(at);
      expect(() => put(INDEXED)).toThrow();
      expect(counted).toEqual([['t-1', 'write', undefined]]);
    }
  });

  it('throttles its own reads', () => {
    const { operations, counted } = throttled(new Set(['t-1/byScore']));
    const query = {
      TableName: 't-1',
      IndexName: 'byScore',
      KeyConditionExpression: 'board = :board',
      ExpressionAttributeValues: { ':board': { S: 'b' } },
    };
    expect(() => operations.Query(query)).toThrow();
    expect(counted).toEqual([['t-1', 'read', 'byScore']]);
  });
});
