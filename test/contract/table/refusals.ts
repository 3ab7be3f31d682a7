import { DescribeTableCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import type { Contract } from '../table.suite.ts';

/** developerguide/Constraints.html and developerguide/Programming.Errors.html. */
export const refusalContract: Contract = {
  'names a table that is not there': async (setting) => {
    const missing = { TableName: 'no-such-table', Key: { pk: { S: 'a' } } };
    await expect(setting.client.send(new GetItemCommand(missing))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(setting.client.send(new DescribeTableCommand({ TableName: 'no-such-table' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  },

  'refuses a key that is not the schema’s': async (setting) => {
    const mismatch = 'The provided key element does not match the schema';
    await expect(setting.get({ pk: { S: 'a' } })).rejects.toThrow(mismatch);
    await expect(setting.get({ pk: { S: 'a' }, sk: { N: '1' } })).rejects.toThrow(mismatch);
    await expect(setting.get({ ...setting.key(), more: { S: 'x' } })).rejects.toThrow(mismatch);
    await expect(setting.put({ pk: { S: 'a' } })).rejects.toThrow(
      'One or more parameter values were invalid: Missing the key sk in the item',
    );
    await expect(setting.put({ pk: { S: 'a' }, sk: { N: '1' } })).rejects.toThrow(
      'One or more parameter values were invalid: Type mismatch for key sk expected: S actual: N',
    );
    await expect(setting.put({ pk: { S: '' }, sk: { S: 'a' } })).rejects.toThrow(
      'The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
    );
  },

  'refuses a key that is too long': async (setting) => {
    await expect(setting.get({ pk: { S: 'x'.repeat(2_049) }, sk: { S: 'a' } })).rejects.toThrow('2048');
    await expect(setting.get({ pk: { S: 'x' }, sk: { S: 'é'.repeat(513) } })).rejects.toThrow('1024');
  },

  'refuses an item above 400 KB, names included': async (setting) => {
    const key = setting.key();
    const keyBytes = Buffer.byteLength(`pk${key.pk.S}sk${key.sk.S}t`);
    await setting.put({ ...key, t: { S: 'x'.repeat(409_600 - keyBytes) } });
    await expect(setting.put({ ...key, t: { S: 'x'.repeat(409_601 - keyBytes) } })).rejects.toThrow(
      'Item size has exceeded the maximum allowed size',
    );
    await expect(
      setting.update(key, 'SET u = :u', { ExpressionAttributeValues: { ':u': { S: 'x' } } }),
    ).rejects.toThrow('Item size to update has exceeded the maximum allowed size');
  },

  'refuses numbers that it cannot hold': async (setting) => {
    const number = (N: string) => setting.put({ ...setting.key(), n: { N } });
    await number('9'.repeat(38));
    await number('-9.9E125');
    await number('1E-130');
    await expect(number('9'.repeat(39))).rejects.toThrow(
      'Attempting to store more than 38 significant digits in a Number',
    );
    await expect(number('1E126')).rejects.toThrow('Number overflow');
    await expect(number('1E-131')).rejects.toThrow('Number underflow');
    await expect(number('twelve')).rejects.toThrow('The parameter cannot be converted to a numeric value: twelve');
  },

  'refuses empty sets and doubled members': async (setting) => {
    await expect(setting.put({ ...setting.key(), s: { SS: [] } })).rejects.toThrow('may not be empty');
    await expect(setting.put({ ...setting.key(), s: { SS: ['a', 'a'] } })).rejects.toThrow(
      'One or more parameter values were invalid: Input collection [a, a] contains duplicates.',
    );
    await expect(setting.put({ ...setting.key(), s: { NS: ['1', '1.0'] } })).rejects.toThrow(
      'Input collection contains duplicates',
    );
  },

  // developerguide/ReservedWords.html
  'refuses a reserved word without a placeholder': async (setting) => {
    await expect(setting.meets({}, 'attribute_exists(Status)')).rejects.toThrow(
      'Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: Status',
    );
  },

  // developerguide/Expressions.ExpressionAttributeNames.html
  'refuses placeholders that are unused or undefined': async (setting) => {
    const key = setting.key();
    const values = { ':a': { N: '1' }, ':b': { N: '2' } };
    await expect(setting.update(key, 'SET a = :a', { ExpressionAttributeValues: values })).rejects.toThrow(
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}',
    );
    await expect(
      setting.update(key, 'SET a = :a', {
        ExpressionAttributeValues: { ':a': { N: '1' } },
        ExpressionAttributeNames: { '#n': 'n' },
      }),
    ).rejects.toThrow('Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}');
    await expect(setting.update(key, 'SET a = :missing')).rejects.toThrow(
      'Invalid UpdateExpression: An expression attribute value used in expression is not defined; attribute value: :missing',
    );
    await expect(setting.update(key, 'REMOVE #missing')).rejects.toThrow(
      'Invalid UpdateExpression: An expression attribute name used in the document path is not defined; attribute name: #missing',
    );
    await expect(setting.put(key, { ExpressionAttributeValues: { ':a': { N: '1' } } })).rejects.toThrow(
      'ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null',
    );
  },

  'shows the token that an expression broke at': async (setting) => {
    await expect(setting.meets({}, 'a = = b')).rejects.toThrow(
      'Invalid ConditionExpression: Syntax error; token: "=", near: "= = b"',
    );
  },

  'refuses functions and operands that an expression cannot have': async (setting) => {
    await expect(setting.meets({}, 'exists(a)')).rejects.toThrow(
      'Invalid ConditionExpression: Invalid function name; function: exists',
    );
    await expect(setting.meets({}, '((a = :v))', { ':v': { S: 'x' } })).rejects.toThrow(
      'Invalid ConditionExpression: The expression has redundant parentheses;',
    );
    await expect(setting.meets({}, 'begins_with(a, :v)', { ':v': { N: '1' } })).rejects.toThrow(
      'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    );
    await expect(setting.meets({}, 'a BETWEEN :h AND :l', { ':h': { N: '2' }, ':l': { N: '1' } })).rejects.toThrow(
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound',
    );
  },

  'refuses one path twice, under its name or a placeholder': async (setting) => {
    for (const [operator, condition] of [
      ['=', 'x.a = x.#n'],
      ['<', '#x.a < x.a'],
      ['begins_with', 'begins_with(x.a, x.#n)'],
      ['contains', 'contains(#x.a, x.#n)'],
    ] as const) {
      const names = Object.fromEntries(
        [['#n', 'a'] as const, ['#x', 'x'] as const].filter(([placeholder]) => condition.includes(placeholder)),
      );
      await expect(setting.meets({}, condition, undefined, names)).rejects.toThrow(
        `Invalid ConditionExpression: The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: [x, a]`,
      );
    }
    expect(await setting.meets({ x: { S: 'a' } }, 'begins_with(:a, :a)', { ':a': { S: 'a' } })).toBe(true);
  },

  'refuses a path into a key, of the table or of an index': async (setting) => {
    const scalars = "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed:";
    const key = setting.key();
    const project = (ProjectionExpression: string, ExpressionAttributeNames?: Record<string, string>) =>
      setting.client.send(
        new GetItemCommand({
          TableName: setting.tableName,
          Key: key,
          ProjectionExpression,
          ExpressionAttributeNames,
        }),
      );
    await expect(project('pk.b')).rejects.toThrow(`${scalars} Key: pk`);
    await expect(project('#k[0]', { '#k': 'sk' })).rejects.toThrow(`${scalars} Key: sk`);
    await expect(project('board.b')).rejects.toThrow(`${scalars} IndexKey: board`);
    await expect(setting.update(key, 'SET x = score[1]')).rejects.toThrow(`${scalars} IndexKey: score`);
    await expect(setting.update(key, 'REMOVE board.b')).rejects.toThrow(`${scalars} IndexKey: board`);
    const values = { ':p': key.pk, ':v': { S: 'x' } };
    const filtered = (FilterExpression: string) => setting.query('pk = :p', values, { FilterExpression });
    await expect(filtered('board.b = :v')).rejects.toThrow(`${scalars} IndexKey: board`);
    await expect(filtered('sk.b = :v')).rejects.toThrow(
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
    );
  },
};
