import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringifyData } from '../../../lambdas/ingest/stringify-data.ts';

const field = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/).filter((name) => name !== '__proto__');

describe('the JSON of an event’s data', () => {
  it('equals what JSON.stringify writes, for any JSON value', () => {
    fc.assert(
      fc.property(
        fc.dictionary(field, fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.integer(), fc.jsonValue()), {
          noNullPrototype: true,
        }),
        (data) => {
          expect(stringifyData(data)).toBe(JSON.stringify(data));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each([['\ud800'], ['"'], ['\\'], ['\n'], ['\u2028'], ['\u007f'], ['é👩‍👧']])('escapes %j as JSON does', (text) => {
    expect(stringifyData({ text })).toBe(JSON.stringify({ text }));
  });
});
