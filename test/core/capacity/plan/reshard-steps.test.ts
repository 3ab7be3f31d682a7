import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reshardSteps } from '../../../../core/capacity/plan/reshard-steps.ts';

describe('the changes of a stream', () => {
  it.each([
    [1, 1, []],
    [1, 2, [2]],
    [1, 6, [2, 4, 6]],
    [3, 7, [6, 7]],
    [7, 3, [4, 3]],
    [18, 6, [9, 6]],
  ])('from %d to %d shards are %j', (from, to, steps) => {
    expect(reshardSteps(from, to)).toEqual(steps);
  });

  it('end at the plan, and none more than doubles or more than halves the shards', () => {
    const shards = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(shards, shards, (from, to) => {
        const way = [from, ...reshardSteps(from, to)];
        expect(way.at(-1)).toBe(to);
        for (const [index, count] of way.slice(1).entries()) {
          const before = way[index] ?? 0;
          expect(count).toBeLessThanOrEqual(before * 2);
          expect(count).toBeGreaterThanOrEqual(before / 2);
        }
      }),
    );
  });
});
