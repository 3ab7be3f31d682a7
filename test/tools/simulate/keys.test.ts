import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../core/random.ts';
import { type KeySpread, Keys, zipfShares } from '../../../tools/simulate/keys.ts';

const DRAWS = 50_000;

/** Each of the first three of a hundred values' share of all draws. */
function sharesOf(spread: KeySpread): number[] {
  const keys = new Keys('key', 100, spread, seededRandom(4));
  const counts = new Map<string, number>();
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const { text } = keys.draw();
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [0, 1, 2].map((index) => (counts.get(`key-${index}`) ?? 0) / DRAWS);
}

describe('the values of a partition key', () => {
  it('follow Zipf’s law: the second half as often as the first, the third a third as often', () => {
    const [first = 0, second = 0, third = 0] = sharesOf({ zipf: 1 });
    expect(first).toBeCloseTo(zipfShares(100, 1)[0] ?? 0, 2);
    expect(second / first).toBeCloseTo(1 / 2, 1);
    expect(third / first).toBeCloseTo(1 / 3, 1);
  });

  it('are equally frequent with an exponent of 0, and without a hot one', () => {
    for (const spread of [{ zipf: 0 }, { hotShare: 0 }]) {
      for (const share of sharesOf(spread)) expect(share).toBeCloseTo(0.01, 2);
    }
  });

  it('are only one if its share is everything', () => {
    expect(sharesOf({ hotShare: 1 })).toEqual([1, 0, 0]);
  });
});
