import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../../local/aws/services/operation.ts';
import { ServiceError } from '../../../../../local/aws/services/service-error.ts';
import type { TableOperations } from '../../../../../local/aws/services/table/operations.ts';
import { type Expectation, id, keyOf, type PlainItem, type PlainWrite, ReferenceModel } from './reference-model.ts';
import { openTable } from './table-setting.ts';

const name = fc.constantFrom('a', 'ab', 'b', 'é', '\u{1F600}');
const key = fc.record({ pk: fc.constantFrom('p', 'q'), sk: name });
const score = fc.integer({ min: -2, max: 2 });
const expectation: fc.Arbitrary<Expectation> = fc.oneof(
  fc.constantFrom('absent' as const, 'present' as const),
  score,
  fc.record({ atLeast: score }),
  fc.record({ not: score }),
);
const expects = fc.option(expectation, { nil: undefined });
const board = fc.constantFrom('x', 'y');

const write: fc.Arbitrary<PlainWrite> = fc.oneof(
  fc.record({
    kind: fc.constant('put' as const),
    item: fc
      .tuple(key, fc.record({ board, score, tags: fc.constant(['t']) }, { requiredKeys: [] }))
      .map(([at, rest]) => ({ ...at, ...rest })),
    expects,
  }),
  fc.record({ kind: fc.constant('add' as const), key, amount: score, tag: name, expects }),
  fc.record({ kind: fc.constant('move' as const), key, board, expects }),
  fc.record({ kind: fc.constant('unrank' as const), key, expects }),
  fc.record({ kind: fc.constant('delete' as const), key, expects }),
);

const check: fc.Arbitrary<PlainWrite> = fc.record({ kind: fc.constant('check' as const), key, expects: expectation });

/** A single write, or two to three writes and checks of different items as a transaction. */
const step = fc.oneof(
  write.map((one) => [one]),
  fc.uniqueArray(fc.oneof({ weight: 4, arbitrary: write }, { weight: 1, arbitrary: check }), {
    minLength: 2,
    maxLength: 3,
    selector: (one) => id(keyOf(one)),
  }),
);

function attributes(item: PlainItem): JsonObject {
  return {
    pk: { S: item.pk },
    sk: { S: item.sk },
    ...(item.board === undefined ? {} : { board: { S: item.board } }),
    ...(item.score === undefined ? {} : { score: { N: String(item.score) } }),
    ...(item.tags === undefined ? {} : { tags: { SS: item.tags } }),
  };
}

/** Converts a write into the input of PutItem, UpdateItem or DeleteItem, by its name in a transaction. */
function request(one: PlainWrite): { action: 'Put' | 'Update' | 'Delete' | 'ConditionCheck'; input: JsonObject } {
  const values: Record<string, unknown> = {};
  const condition = one.expects === undefined ? {} : { ConditionExpression: conditionOf(one.expects, values) };
  const input = (more: JsonObject): JsonObject => ({
    TableName: 't-1',
    ...condition,
    ...more,
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  });
  const { pk, sk } = keyOf(one);
  const Key = { pk: { S: pk }, sk: { S: sk } };
  switch (one.kind) {
    case 'put':
      return { action: 'Put', input: input({ Item: attributes(one.item) }) };
    case 'add':
      values[':amount'] = { N: String(one.amount) };
      values[':tag'] = { SS: [one.tag] };
      return { action: 'Update', input: input({ Key, UpdateExpression: 'ADD score :amount, tags :tag' }) };
    case 'move':
      values[':board'] = { S: one.board };
      return { action: 'Update', input: input({ Key, UpdateExpression: 'SET board = :board' }) };
    case 'unrank':
      return { action: 'Update', input: input({ Key, UpdateExpression: 'REMOVE score' }) };
    case 'delete':
      return { action: 'Delete', input: input({ Key }) };
    case 'check':
      return { action: 'ConditionCheck', input: input({ Key }) };
  }
}

function conditionOf(expects: Expectation, values: Record<string, unknown>): string {
  if (expects === 'absent') return 'attribute_not_exists(pk)';
  if (expects === 'present') return 'attribute_exists(pk)';
  const [text, expected] =
    typeof expects === 'number'
      ? ['score = :expected', expects]
      : 'not' in expects
        ? ['NOT score = :expected', expects.not]
        : ['score >= :expected', expects.atLeast];
  values[':expected'] = { N: String(expected) };
  return text;
}

/** Returns which conditions failed. */
function run(operations: TableOperations, writes: readonly PlainWrite[]): boolean[] {
  const requests = writes.map(request);
  try {
    const [only] = requests;
    if (requests.length > 1 || only === undefined || only.action === 'ConditionCheck') {
      operations.TransactWriteItems({ TransactItems: requests.map(({ action, input }) => ({ [action]: input })) });
    } else {
      operations[`${only.action}Item`](only.input);
    }
    return writes.map(() => false);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.name === 'ConditionalCheckFailedException') return [true];
    const reasons = error.fields.CancellationReasons as { Code: string }[];
    return reasons.map(({ Code }) => Code === 'ConditionalCheckFailed');
  }
}

function plain(item: Record<string, { S?: string; N?: string; SS?: string[] }>): PlainItem {
  return {
    pk: item.pk?.S ?? '',
    sk: item.sk?.S ?? '',
    ...(item.board === undefined ? {} : { board: item.board.S ?? '' }),
    ...(item.score === undefined ? {} : { score: Number(item.score.N) }),
    ...(item.tags === undefined ? {} : { tags: item.tags.SS?.toSorted() ?? [] }),
  };
}

function query(operations: TableOperations, input: JsonObject): PlainItem[] {
  const items: PlainItem[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const page = operations.Query({ TableName: 't-1', Limit: 2, ExclusiveStartKey, ...input });
    items.push(...(page.Items as Parameters<typeof plain>[0][]).map(plain));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

/** Runs the steps on table and reference, and compares every outcome with every kind of read. */
function compare(operations: TableOperations, steps: readonly (readonly PlainWrite[])[]): void {
  const reference = new ReferenceModel();
  for (const writes of steps) {
    expect(run(operations, writes)).toEqual(reference.transact(writes));
    for (const pk of ['p', 'q']) {
      const ExpressionAttributeValues = { ':p': { S: pk }, ':l': { S: 'ab' }, ':h': { S: 'é' } };
      const within = { KeyConditionExpression: 'pk = :p AND sk BETWEEN :l AND :h', ExpressionAttributeValues };
      const expected = reference.partition(pk, 'ab', 'é');
      expect(query(operations, within)).toEqual(expected);
      expect(query(operations, { ...within, ScanIndexForward: false })).toEqual(expected.toReversed());
    }
    for (const name of ['x', 'y']) {
      const found = query(operations, {
        IndexName: 'byScore',
        KeyConditionExpression: 'board = :b',
        ExpressionAttributeValues: { ':b': { S: name } },
      });
      expect(found.map((item) => item.score)).toEqual(reference.board(name).map((item) => item.score));
      expect(found.map(id).toSorted()).toEqual(reference.board(name).map(id).toSorted());
    }
  }
}

const steps = fc.array(step, { maxLength: 25 });

describe('the table, compared with a map of plain objects', () => {
  it('has the same outcomes and the same contents after any writes and transactions', () => {
    fc.assert(
      fc.property(steps, (list) => compare(openTable().operations, list)),
      { numRuns: 150 },
    );
  });

  const faults: Readonly<Record<string, (operations: TableOperations) => Partial<TableOperations>>> = {
    'a transaction that keeps its writes before a failure': (operations) => ({
      TransactWriteItems: (input) => {
        for (const item of input.TransactItems as JsonObject[]) {
          for (const [action, one] of Object.entries(item)) {
            if (action !== 'ConditionCheck')
              operations[`${action as 'Put' | 'Update' | 'Delete'}Item`](one as JsonObject);
          }
        }
        return {};
      },
    }),
    'a transaction that ignores its condition checks': (operations) => ({
      TransactWriteItems: (input) => {
        const items = (input.TransactItems as JsonObject[]).filter((item) => item.ConditionCheck === undefined);
        return items.length === 0 ? {} : operations.TransactWriteItems({ ...input, TransactItems: items });
      },
    }),
    'a delete that ignores its condition': (operations) => ({
      DeleteItem: ({ TableName, Key }) => operations.DeleteItem({ TableName, Key }),
    }),
    'an index whose reads miss one entry': (operations) => ({
      Query: (input) => {
        const page = operations.Query(input);
        return input.IndexName === undefined ? page : { ...page, Items: (page.Items as unknown[]).slice(0, 1) };
      },
    }),
  };
  it.each(Object.keys(faults))('finds a planted fault: %s', (fault) => {
    const property = fc.property(steps, (list) => {
      const { operations } = openTable();
      compare({ ...operations, ...faults[fault]?.(operations) }, list);
    });
    expect(fc.check(property, { numRuns: 300, seed: 7 }).failed).toBe(true);
  });
});
