import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { requestContent } from '../../../../../local/aws/services/table/request-content.ts';
import { openTable } from './table-setting.ts';

const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.record({ S: fc.string() }),
    fc.record({ N: fc.integer().map(String) }),
    fc.record({ BOOL: fc.boolean() }),
    fc.record({ SS: fc.uniqueArray(fc.string(), { minLength: 1 }) }),
    fc.record({ NS: fc.uniqueArray(fc.integer(), { minLength: 1 }).map((list) => list.map(String)) }),
    fc.record({ L: fc.array(tie('value'), { maxLength: 3 }) }),
    fc.record({ M: fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }) }),
  ),
})).value;
const item = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('N', 'SS', 'NS', 'S', 'M')), value, { minKeys: 1 });

/** Returns the same content in another form: members and elements of sets in another order, numbers as decimals. */
function rewritten(given: unknown, seed: number): unknown {
  const random = seededRandom(seed);
  const shuffled = <One>(list: readonly One[]): One[] =>
    list
      .map((one) => [random.unit(), one] as const)
      .sort(([a], [b]) => a - b)
      .map(([, one]) => one);
  const rewrite = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(rewrite);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(
      shuffled(Object.entries(one)).map(([name, member]) => {
        if (name === 'N' && typeof member === 'string') return [name, `${member}.0`];
        if (name === 'SS' && Array.isArray(member)) return [name, shuffled(member)];
        if (name === 'NS' && Array.isArray(member)) return [name, shuffled(member).map((number) => `${number}e0`)];
        return [name, rewrite(member)];
      }),
    );
  };
  return rewrite(given);
}

describe('the content of a request', () => {
  it('is the same in every valid form', () => {
    fc.assert(
      fc.property(item, fc.integer(), (one, seed) => {
        expect(requestContent({ Item: rewritten(one, seed) })).toBe(requestContent({ Item: one }));
      }),
    );
  });

  it.each([
    [{ a: { S: '1' } }, { a: { N: '1' } }],
    [{ a: { L: [{ S: 'x' }, { S: 'y' }] } }, { a: { L: [{ S: 'y' }, { S: 'x' }] } }],
    [{ a: { SS: ['x', 'y'] } }, { a: { SS: ['x'] } }],
    [{ a: { SS: ['1'] } }, { a: { NS: ['1'] } }],
    [{ a: { M: {} } }, { a: { L: [] } }],
    [{ a: { S: 'x' } }, { b: { S: 'x' } }],
    [{ a: { N: '1' } }, { a: { N: '1.5' } }],
    [{ N: { S: 'x' } }, { S: { S: 'x' } }],
  ])('tells %j from %j', (one, other) => {
    expect(requestContent(one)).not.toBe(requestContent(other));
  });

  it('is the same for bytes and their base64, for sets and lists of them, and for absent members', () => {
    const sent = { b: { B: 'AAE=' }, absent: undefined, none: null, set: { SS: ['b', 'a'] } };
    const other = { set: { SS: new Set(['a', 'b']) }, b: { B: new Uint8Array([0, 1]) } };
    expect(requestContent(other)).toBe(requestContent(sent));
  });
});

describe('a transaction whose answer got lost', () => {
  it('writes nothing twice if it is repeated with its token and the same content in another form', () => {
    const { operations } = openTable();
    const put = (Item: object) => ({
      ClientRequestToken: 'token',
      TransactItems: [{ Put: { TableName: 't-1', Item } }],
    });
    operations.TransactWriteItems(put({ pk: { S: 'p' }, sk: { S: 's' }, n: { N: '1' }, set: { SS: ['a', 'b'] } }));
    expect(
      operations.TransactWriteItems(put({ set: { SS: ['b', 'a'] }, n: { N: '1.0' }, sk: { S: 's' }, pk: { S: 'p' } })),
    ).toEqual({});
    const other = put({ pk: { S: 'p' }, sk: { S: 's' }, n: { N: '2' } });
    expect(() => operations.TransactWriteItems(other)).toThrow('different request parameters');
  });
});
