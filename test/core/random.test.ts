import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { integerBetween, randomId, seededRandom } from '../../core/random.ts';

describe('seeded randomness', () => {
  it('is the same for the same seed and different for another', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed).unit);
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('gives whole numbers between both ends, and each of them at times', () => {
    const random = seededRandom(1);
    const seen = new Set(Array.from({ length: 200 }, () => integerBetween(random, 3, 6)));
    expect([...seen].sort()).toEqual([3, 4, 5, 6]);
  });

  it('makes ids that the catalog accepts, all different', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed);
        const ids = Array.from({ length: 20 }, () => randomId(random));
        expect(new Set(ids).size).toBe(20);
        for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
      }),
    );
  });
});
