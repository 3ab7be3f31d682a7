import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference, withDifference } from '../../../../local/start/console/difference.ts';

/** States as the console has them: no null, and no undefined once they are JSON. */
const state = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.integer(),
    fc.string(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('value')),
  ),
})).value;
const members = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), state);

describe('the difference of two states', () => {
  it('makes the later one of the earlier one, after a trip as JSON', () => {
    fc.assert(
      fc.property(members, members, (before, after) => {
        const change = difference(before, after);
        const travelled = change === undefined ? {} : JSON.parse(JSON.stringify(change));
        expect(withDifference(before, travelled)).toEqual(after);
      }),
    );
  });

  it('is nothing between equal states, lists among them', () => {
    fc.assert(
      fc.property(members, (value) => {
        expect(difference(value, structuredClone(value))).toBeUndefined();
      }),
    );
  });

  it('names only the members that changed, and null for one that is gone', () => {
    const before = { hops: { api: { rate: 1, shards: [1, 2] }, bus: { rate: 5 } }, faults: { f1: { on: true } } };
    const after = { hops: { api: { rate: 2, shards: [1, 2] }, bus: { rate: 5 } }, faults: {} };
    expect(difference(before, after)).toEqual({ hops: { api: { rate: 2 } }, faults: { f1: null } });
  });

  it('leaves the objects that did not change as they are, so that the page draws them not again', () => {
    const before = { api: { rate: 1 }, bus: { rate: 5 } };
    const after = withDifference(before, { api: { rate: 2 } });
    expect(after.bus).toBe(before.bus);
    expect(after.api).toEqual({ rate: 2 });
  });
});
