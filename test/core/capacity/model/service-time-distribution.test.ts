import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  meanOf,
  quantileAt,
  type ServiceTimeDistribution,
  sampler,
  scaled,
  variationOf,
} from '../../../../core/capacity/model/service-time-distribution.ts';
import { InputError } from '../../../../core/errors.ts';
import { seededRandom } from '../../../../core/random.ts';

const DISTRIBUTIONS: readonly ServiceTimeDistribution[] = [
  { kind: 'constant', meanMs: 12 },
  { kind: 'exponential', meanMs: 12 },
  { kind: 'lognormal', meanMs: 12, variation: 0.25 },
  { kind: 'lognormal', meanMs: 12, variation: 2 },
  {
    kind: 'quantiles',
    quantiles: [
      [0, 2],
      [0.5, 6],
      [0.9, 20],
      [0.99, 60],
      [1, 200],
    ],
  },
];

describe.each(DISTRIBUTIONS)('$kind', (distribution) => {
  const draw = sampler(distribution, seededRandom(4));
  const values = Array.from({ length: 200_000 }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;

  it('draws values with its mean and variation', () => {
    expect(mean / meanOf(distribution)).toBeCloseTo(1, 1);
    expect(Math.abs(variance / mean ** 2 - variationOf(distribution))).toBeLessThan(
      0.05 + 0.2 * variationOf(distribution),
    );
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  });

  it('can be scaled', () => {
    expect(meanOf(scaled(distribution, 3))).toBeCloseTo(3 * meanOf(distribution), 9);
    expect(variationOf(scaled(distribution, 3))).toBeCloseTo(variationOf(distribution), 9);
  });
});

describe('quantiles', () => {
  it('draw the given share of values below each point', () => {
    const quantiles = [
      [0, 1],
      [0.5, 10],
      [0.95, 50],
      [1, 90],
    ] as const;
    const draw = sampler({ kind: 'quantiles', quantiles }, seededRandom(8));
    const values = Array.from({ length: 100_000 }, draw);
    for (const [share, ms] of quantiles) {
      expect(values.filter((value) => value <= ms).length / values.length).toBeCloseTo(share, 2);
    }
  });

  it('never fall as the share rises, and stay between their ends', () => {
    const steps = fc.array(
      fc.tuple(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.double({ min: 0, max: 100, noNaN: true })),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(
        steps,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (rises, one, other) => {
          const total = rises.reduce((sum, [step]) => sum + step, 0);
          const points: [number, number][] = [[0, 0]];
          let [share, ms] = [0, 0];
          for (const [index, [step, more]] of rises.entries()) {
            share = index === rises.length - 1 ? 1 : share + step / total;
            ms += more;
            points.push([share, ms]);
          }
          const [low, high] = [Math.min(one, other), Math.max(one, other)];
          expect(quantileAt(points, low)).toBeLessThanOrEqual(quantileAt(points, high) + 1e-9);
          expect(quantileAt(points, high)).toBeLessThanOrEqual(ms + 1e-9);
        },
      ),
    );
  });

  it.each([
    [[[0, 1]]],
    [
      [
        [0.1, 1],
        [1, 2],
      ],
    ],
    [
      [
        [0, 5],
        [1, 2],
      ],
    ],
    [
      [
        [0, 1],
        [0.5, 2],
        [0.5, 3],
        [1, 4],
      ],
    ],
    [
      [
        [0, -1],
        [1, 2],
      ],
    ],
  ])('refuse %j', (quantiles) => {
    const distribution = { kind: 'quantiles', quantiles: quantiles as [number, number][] } as const;
    expect(() => sampler(distribution, seededRandom(1))).toThrow(InputError);
  });
});
