import { expect } from 'vitest';
import type { Contract } from '../table.suite.ts';

/** developerguide/Expressions.OperatorsAndFunctions.html, unless another page is named. */
export const conditionContract: Contract = {
  'compares numbers as numbers and strings as bytes': async (setting) => {
    const item = { n: { N: '10' }, s: { S: '10' } };
    expect(await setting.meets(item, 'n > :v', { ':v': { N: '9' } })).toBe(true);
    expect(await setting.meets(item, 's > :v', { ':v': { S: '9' } })).toBe(false);
    expect(await setting.meets(item, 'n = :v', { ':v': { N: '1E1' } })).toBe(true);
    expect(await setting.meets(item, 'n BETWEEN :l AND :h', { ':l': { N: '10' }, ':h': { N: '11' } })).toBe(true);
    expect(await setting.meets(item, 'n IN (:a, :b)', { ':a': { N: '1' }, ':b': { N: '10.0' } })).toBe(true);
  },

  'finds different types unequal and in no order': async (setting) => {
    const item = { n: { N: '10' } };
    expect(await setting.meets(item, 'n = :v', { ':v': { S: '10' } })).toBe(false);
    expect(await setting.meets(item, 'n <> :v', { ':v': { S: '10' } })).toBe(true);
    expect(await setting.meets(item, 'n < :v OR n >= :v', { ':v': { S: '10' } })).toBe(false);
  },

  'takes a comparison with a missing attribute as false, but for <>': async (setting) => {
    const values = { ':v': { N: '1' } };
    expect(await setting.meets({}, 'absent = :v', values)).toBe(false);
    expect(await setting.meets({}, 'absent < :v', values)).toBe(false);
    expect(await setting.meets({}, 'absent <> :v', values)).toBe(true);
    expect(await setting.meets({}, 'NOT absent = :v', values)).toBe(true);
  },

  'knows NOT before AND before OR, and parentheses': async (setting) => {
    const item = { a: { BOOL: true }, b: { BOOL: false } };
    const values = { ':t': { BOOL: true } };
    expect(await setting.meets(item, 'a = :t OR b = :t AND b = :t', values)).toBe(true);
    expect(await setting.meets(item, '(a = :t OR b = :t) AND b = :t', values)).toBe(false);
    expect(await setting.meets(item, 'NOT a = :t OR a = :t', values)).toBe(true);
    expect(await setting.meets(item, 'not (a = :t or a = :t)', values)).toBe(false);
  },

  'tests existence, type, beginning, content and size': async (setting) => {
    const item = {
      s: { S: 'treasure' },
      set: { SS: ['a', 'b'] },
      elements: { L: [{ N: '1' }, { M: { x: { S: 'y' } } }] },
      nested: { M: { deeper: { S: 'x' } } },
    };
    expect(await setting.meets(item, 'attribute_exists(nested.deeper) AND attribute_not_exists(nested.absent)')).toBe(
      true,
    );
    expect(await setting.meets(item, 'attribute_exists(elements[1].x) AND attribute_not_exists(elements[2])')).toBe(
      true,
    );
    expect(await setting.meets(item, 'attribute_type(#l, :t)', { ':t': { S: 'L' } }, { '#l': 'elements' })).toBe(true);
    expect(await setting.meets(item, 'begins_with(s, :p)', { ':p': { S: 'trea' } })).toBe(true);
    expect(await setting.meets(item, 'contains(s, :p)', { ':p': { S: 'sure' } })).toBe(true);
    expect(await setting.meets(item, 'contains(#s, :p)', { ':p': { S: 'b' } }, { '#s': 'set' })).toBe(true);
    expect(await setting.meets(item, 'contains(#l, :p)', { ':p': { N: '1' } }, { '#l': 'elements' })).toBe(true);
    expect(
      await setting.meets(item, 'size(s) = :n AND size(#l) < :n', { ':n': { N: '8' } }, { '#l': 'elements' }),
    ).toBe(true);
  },

  'finds sets equal without order and lists with it': async (setting) => {
    const item = { t: { SS: ['a', 'b'] }, l: { L: [{ N: '1' }, { N: '2' }] } };
    expect(await setting.meets(item, 't = :v', { ':v': { SS: ['b', 'a'] } })).toBe(true);
    expect(await setting.meets(item, 'l = :v', { ':v': { L: [{ N: '2' }, { N: '1' }] } })).toBe(false);
    expect(await setting.meets(item, 'l = :v', { ':v': { L: [{ N: '1.0' }, { N: '2' }] } })).toBe(true);
  },

  // APIReference/API_PutItem.html: ReturnValuesOnConditionCheckFailure
  'shows the item that failed a condition when asked': async (setting) => {
    const key = setting.key();
    await setting.put({ ...key, winner: { S: 'ada' } });
    const again = setting.put(key, {
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    await expect(again).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: { ...key, winner: { S: 'ada' } },
    });
    const silent = setting.put(key, { ConditionExpression: 'attribute_not_exists(pk)' });
    await expect(silent).rejects.not.toHaveProperty('Item.winner');
  },
};
