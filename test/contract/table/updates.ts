import { expect } from 'vitest';
import type { Contract } from '../table.suite.ts';
import type { Item, TableSetting } from './setting.ts';

/** The attributes beside the key after `expression` on an item. */
async function after(setting: TableSetting, item: Item, expression: string, values?: Item): Promise<Item | undefined> {
  const key = setting.key();
  await setting.put({ ...key, ...item });
  const { Attributes } = await setting.update(key, expression, {
    ExpressionAttributeValues: values,
    ReturnValues: 'ALL_NEW',
  });
  expect(await setting.get(key)).toEqual(Attributes);
  const { pk: _pk, sk: _sk, ...rest } = Attributes ?? {};
  return rest;
}

/** developerguide/Expressions.UpdateExpressions.html, unless another page is named. */
export const updateContract: Contract = {
  'makes an item where there is none': async (setting) => {
    const key = setting.key();
    await setting.update(key, 'SET a = :a', { ExpressionAttributeValues: { ':a': { N: '1' } } });
    expect(await setting.get(key)).toEqual({ ...key, a: { N: '1' } });
  },

  'adds and subtracts exactly': async (setting) => {
    const values = { ':x': { N: '0.2' }, ':y': { N: '90071992547409931' } };
    const item = { a: { N: '0.1' }, b: { N: '90071992547409932' }, c: { N: '-1' } };
    expect(await after(setting, item, 'SET a = a + :x, b = b - :y, c = c + c', values)).toEqual({
      a: { N: '0.3' },
      b: { N: '1' },
      c: { N: '-2' },
    });
  },

  'reads a sum and its operands in parentheses': async (setting) => {
    const item = { b: { M: { a: { N: '1' } } }, c: { L: [{ N: '0' }, { N: '3' }] } };
    const sum = async (value: string) => (await after(setting, item, `SET b.c = ${value}`))?.b?.M?.c;
    for (const value of ['c[1] + b.a', '(c[1] + b.a)', 'c[1] + (b.a)', '((c[1]) + (b.a))']) {
      expect(await sum(value)).toEqual({ N: '4' });
    }
    expect(await sum('((b.a))')).toEqual({ N: '1' });
    expect(await sum('if_not_exists((b.absent), (b.a)) - (c[1])')).toEqual({ N: '-2' });
    for (const value of ['(c[1] + b.a) + b.a', '(b).a', '((b.a)', 'c[1] + b.a + b.a']) {
      await expect(sum(value)).rejects.toThrow(/^Invalid UpdateExpression: Syntax error; /);
    }
  },

  'computes every value from the item as it was': async (setting) => {
    expect(await after(setting, { a: { N: '1' }, b: { N: '2' } }, 'SET a = b, b = a')).toEqual({
      a: { N: '2' },
      b: { N: '1' },
    });
  },

  'sets only what is missing with if_not_exists': async (setting) => {
    const values = { ':v': { N: '9' } };
    const expression = 'SET a = if_not_exists(a, :v), b = if_not_exists(b, :v) + :v';
    expect(await after(setting, { a: { N: '1' } }, expression, values)).toEqual({ a: { N: '1' }, b: { N: '18' } });
  },

  'joins lists on either side': async (setting) => {
    const values = { ':v': { L: [{ S: 'new' }] } };
    const list = { L: [{ S: 'old' }] };
    expect(
      await after(setting, { a: list, b: list }, 'SET a = list_append(a, :v), b = list_append(:v, b)', values),
    ).toEqual({
      a: { L: [{ S: 'old' }, { S: 'new' }] },
      b: { L: [{ S: 'new' }, { S: 'old' }] },
    });
  },

  'appends in order of position what is set past the end of a list': async (setting) => {
    const values = { ':x': { S: 'x' }, ':y': { S: 'y' } };
    expect(await after(setting, { l: { L: [{ S: 'a' }] } }, 'SET l[9] = :y, l[5] = :x', values)).toEqual({
      l: { L: [{ S: 'a' }, { S: 'x' }, { S: 'y' }] },
    });
  },

  'removes list elements by their positions before the update': async (setting) => {
    const list = { L: ['a', 'b', 'c', 'd'].map((S) => ({ S })) };
    const values = { ':x': { S: 'x' } };
    expect(await after(setting, { l: list }, 'SET l[3] = :x REMOVE l[0], l[1], l[7]', values)).toEqual({
      l: { L: [{ S: 'c' }, { S: 'x' }] },
    });
  },

  'changes nested maps and leaves their neighbours': async (setting) => {
    const item = { m: { M: { deep: { M: { a: { N: '1' } } }, keep: { S: 'x' } } }, gone: { S: 'y' } };
    const values = { ':one': { N: '1' } };
    expect(await after(setting, item, 'SET m.deep.a = m.deep.a + :one, m.deep.b = :one REMOVE gone', values)).toEqual({
      m: { M: { deep: { M: { a: { N: '2' }, b: { N: '1' } } }, keep: { S: 'x' } } },
    });
  },

  'adds to numbers and sets, from nothing too': async (setting) => {
    const values = { ':n': { N: '5' }, ':s': { SS: ['a', 'b'] } };
    const item = await after(setting, { n: { N: '-7' }, s: { SS: ['b', 'c'] } }, 'ADD n :n, s :s, fresh :n', values);
    expect(item?.n).toEqual({ N: '-2' });
    expect(item?.fresh).toEqual({ N: '5' });
    expect(item?.s?.SS?.toSorted()).toEqual(['a', 'b', 'c']);
  },

  'deletes from sets, and the attribute with the last member': async (setting) => {
    const values = { ':s': { SS: ['a'] } };
    expect(
      await after(setting, { s: { SS: ['a'] }, t: { SS: ['a', 'b'] } }, 'DELETE s :s, t :s, u :s', values),
    ).toEqual({
      t: { SS: ['b'] },
    });
  },

  // APIReference/API_UpdateItem.html: ReturnValues
  'shows only what was updated, old or new': async (setting) => {
    const key = setting.key();
    await setting.put({ ...key, a: { N: '1' }, m: { M: { x: { N: '1' }, y: { N: '1' } } }, other: { S: 'x' } });
    const options = { ExpressionAttributeValues: { ':v': { N: '2' } } };
    const old = await setting.update(key, 'SET a = :v, m.x = :v, fresh = :v', {
      ...options,
      ReturnValues: 'UPDATED_OLD',
    });
    expect(old.Attributes).toEqual({ a: { N: '1' }, m: { M: { x: { N: '1' } } } });
    const fresh = await setting.update(key, 'SET a = :v, m.x = :v REMOVE fresh', {
      ...options,
      ReturnValues: 'UPDATED_NEW',
    });
    expect(fresh.Attributes).toEqual({ a: { N: '2' }, m: { M: { x: { N: '2' } } } });
    const all = await setting.update(key, 'REMOVE a, m', { ReturnValues: 'ALL_OLD' });
    expect(all.Attributes).toEqual({
      ...key,
      a: { N: '2' },
      m: { M: { x: { N: '2' }, y: { N: '1' } } },
      other: { S: 'x' },
    });
  },

  'refuses a path without a parent, and an operand that is missing or of the wrong type': async (setting) => {
    const key = setting.key();
    await setting.put({ ...key, words: { S: 'x' }, m: { M: {} } });
    const options = { ExpressionAttributeValues: { ':v': { N: '2' } } };
    await expect(setting.update(key, 'SET m.a.b = :v', options)).rejects.toThrow(
      'The document path provided in the update expression is invalid for update',
    );
    const set = { ExpressionAttributeValues: { ':v': { SS: ['x'] } } };
    for (const path of ['nope.x', 'nope[0]', 'words.x', 'm[0]']) {
      for (const action of [`DELETE ${path} :v`, `ADD ${path} :v`, `REMOVE ${path} SET o = :v`]) {
        await expect(setting.update(key, action, set)).rejects.toThrow(
          'The document path provided in the update expression is invalid for update',
        );
      }
    }
    await setting.update(key, 'DELETE m.x :v', set);
    await expect(setting.update(key, 'SET absent = absent + :v', options)).rejects.toThrow(
      'The provided expression refers to an attribute that does not exist in the item',
    );
    await expect(setting.update(key, 'SET words = words + :v', options)).rejects.toThrow(
      'An operand in the update expression has an incorrect data type',
    );
    await expect(setting.update(key, 'ADD words :v', options)).rejects.toThrow(
      'An operand in the update expression has an incorrect data type',
    );
    expect(await setting.get(key)).toEqual({ ...key, words: { S: 'x' }, m: { M: {} } });
  },

  'refuses overlapping paths, a section twice and a change of the key': async (setting) => {
    const key = setting.key();
    const options = { ExpressionAttributeValues: { ':v': { S: 'x' } } };
    await expect(setting.update(key, 'SET a = :v, a.b = :v', options)).rejects.toThrow(
      'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]',
    );
    await expect(setting.update(key, 'SET a = :v SET b = :v', options)).rejects.toThrow(
      'Invalid UpdateExpression: The "SET" section can only be used once in an update expression;',
    );
    await expect(setting.update(key, 'SET sk = :v', options)).rejects.toThrow(
      'One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key',
    );
    await expect(setting.update(key, 'SET sk.b = :v', options)).rejects.toThrow(
      'One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key',
    );
    await expect(setting.update(key, 'SET score = :v', options)).rejects.toThrow(
      'One or more parameter values were invalid: Type mismatch for Index Key score Expected: N Actual: S IndexName: byScore',
    );
  },
};
