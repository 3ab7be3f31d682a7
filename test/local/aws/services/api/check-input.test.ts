import { describe, expect, it } from 'vitest';
import { inputCheck } from '../../../../../local/aws/services/api/check-input.ts';
import type { ApiModel } from '../../../../../local/aws/services/api/model.ts';
import { ServiceError } from '../../../../../local/aws/services/service-error.ts';

const MODEL: ApiModel = {
  source: 'this test',
  operations: { Put: { input: 'Put' } },
  shapes: {
    Put: {
      type: 'structure',
      required: ['Name'],
      members: { Name: 'Name', Items: 'Items', Extra: 'Name', Tree: 'Tree', Flag: 'Flag', Data: 'Data', At: 'At' },
    },
    Name: { type: 'string', min: 2, max: 4 },
    Items: { type: 'list', member: 'Item', max: 2 },
    Item: { type: 'structure', required: ['Count'], members: { Count: 'Count', Kind: 'Kind', Unused: 'Name' } },
    Count: { type: 'integer', min: 1 },
    Kind: { type: 'string', enum: ['A', 'B'] },
    Tree: { type: 'structure', members: { Child: 'Tree', Value: 'Count' } },
    Flag: { type: 'boolean' },
    Data: { type: 'blob', max: 3 },
    At: { type: 'timestamp' },
  },
};

const check = inputCheck({
  name: 'Test',
  model: MODEL,
  parameters: { Put: { effective: 'Name Items.Count Items.Kind Tree Flag Data At' } },
});

function refusalOf(input: object): string | undefined {
  try {
    check('Put', { ...input });
  } catch (error) {
    if (error instanceof ServiceError) return `${error.name}: ${error.message}`;
    throw error;
  }
  return undefined;
}

describe('the check of an input', () => {
  it('accepts what the model allows', () => {
    const whole = {
      Name: 'abcd',
      Items: [{ Count: 1, Kind: 'B' }],
      Tree: { Child: { Value: 1 } },
      Flag: false,
      At: 0.5,
    };
    expect(refusalOf(whole)).toBeUndefined();
    expect(refusalOf({ Name: 'ab', Data: 'AAEC', Extra: null, Items: [] })).toBeUndefined();
  });

  it.each([
    [
      {},
      "ValidationException: 1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
    ],
    [
      { Name: 'a' },
      "Value 'a' at 'name' failed to satisfy constraint: Member must have length less than or equal to 4 and greater than or equal to 2",
    ],
    [{ Name: 7 }, 'SerializationException: Name must be a string, not 7.'],
    [{ Name: 'ab', Items: [{ Count: 1 }, {}] }, "Value null at 'items.2.member.count'"],
    [
      { Name: 'ab', Items: [{ Count: 0 }] },
      "Value '0' at 'items.1.member.count' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [{ Name: 'ab', Items: [{ Count: 1.5 }] }, 'Items.1.member.Count must be a whole number, not 1.5.'],
    [{ Name: 'ab', Items: [{ Count: 1, Kind: 'C' }] }, 'Member must satisfy enum value set: [A, B]'],
    [{ Name: 'ab', Items: [{ Count: 1 }, { Count: 1 }, { Count: 1 }] }, "Value '[3 members]' at 'items'"],
    [{ Name: 'ab', Items: [7] }, 'Items.1.member must be an object, not 7.'],
    [{ Name: 'ab', Items: {} }, 'Items must be a list, not {}.'],
    [{ Name: 'ab', Tree: { Child: { Child: { Value: 0 } } } }, "at 'tree.child.child.value'"],
    [{ Name: 'ab', Flag: 'true' }, 'Flag must be a boolean, not true.'],
    [{ Name: 'ab', Data: 'AAE' }, 'Data must be base64 text, not AAE.'],
    [{ Name: 'ab', Data: 'A*==' }, 'Data must be base64 text'],
    [{ Name: 'ab', Data: 'AAECAw==' }, "Value '[4 bytes]' at 'data'"],
    [{ Name: 'ab', At: '2026-01-01' }, 'At must be a time in seconds since the epoch'],
    [{ Name: 'ab', Extra: 'ab' }, 'ValidationException: not implemented by the local runtime: Test.Put with Extra'],
    [
      { Name: 'ab', Items: [{ Count: 1, Unused: 'ab' }] },
      'not implemented by the local runtime: Test.Put with Items.Unused',
    ],
    [{ Name: 'ab', Nmae: 'ab' }, 'not implemented by the local runtime: Test.Put with Nmae'],
  ])('refuses %j', (input, message) => {
    expect(refusalOf(input)).toContain(message);
  });
});
