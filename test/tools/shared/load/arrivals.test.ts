import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../core/random.ts';
import { Arrivals } from '../../../../tools/shared/load/arrivals.ts';
import { eventsOf, PROFILES, peakOf, profileNamed, secondsOf } from '../../../../tools/shared/load/profile.ts';

function all(arrivals: Arrivals): number[] {
  const times: number[] = [];
  for (let at = arrivals.next(); at !== undefined; at = arrivals.next()) times.push(at);
  return times;
}

const even = (name: (typeof PROFILES)[number], rate: number, seconds: number): number[] =>
  all(new Arrivals(profileNamed(name, rate, seconds), 1, 'even', seededRandom(1)));
const within = (times: readonly number[], fromMs: number, toMs: number): number =>
  times.filter((at) => at > fromMs && at <= toMs).length;

describe('the profiles', () => {
  it('constant: equal distances, the last at the end', () => {
    expect(even('constant', 4, 1)).toEqual([250, 500, 750, 1_000]);
  });

  it('ramp: a quarter of the requests in the first half', () => {
    const times = even('ramp', 1_000, 10);
    expect(times).toHaveLength(5_000);
    expect(within(times, 0, 5_000)).toBe(1_250);
  });

  it('step: five equal steps', () => {
    const times = even('step', 500, 10);
    expect([0, 2, 4, 6, 8].map((from) => within(times, from * 1_000, from * 1_000 + 2_000))).toEqual([
      200, 400, 600, 800, 1_000,
    ]);
  });

  it('spike: five times the base in the fifth from 40 %', () => {
    const times = even('spike', 1_000, 10);
    expect(Math.abs(within(times, 0, 4_000) - 800)).toBeLessThanOrEqual(1);
    // One arrival may fall on the end itself, because of rounding.
    expect(Math.abs(within(times, 4_000, 6_000) - 2_000)).toBeLessThanOrEqual(1);
    expect(Math.abs(within(times, 6_000, 10_000) - 800)).toBeLessThanOrEqual(1);
  });

  it('soak: a twentieth of the time to get there', () => {
    const times = even('soak', 100, 100);
    expect(within(times, 0, 5_000)).toBe(250);
    expect(within(times, 5_000, 100_000)).toBe(9_500);
  });

  it('refuse an invalid rate or time', () => {
    expect(() => profileNamed('constant', 0, 10)).toThrow('--rate: got 0; allowed: above 0');
    expect(() => profileNamed('constant', 10, 90_000)).toThrow('--for: got 90000');
  });
});

describe('Arrivals', () => {
  it('are as many as the profile offers, in order, within its time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PROFILES),
        fc.integer({ min: 1, max: 2_000 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('even' as const, 'poisson' as const),
        fc.integer(),
        (name, rate, seconds, kind, seed) => {
          const segments = profileNamed(name, rate, seconds);
          const times = all(new Arrivals(segments, 1, kind, seededRandom(seed)));
          const expected = eventsOf(segments);
          // Six standard deviations of a Poisson count, plus one for rounding.
          const tolerance = kind === 'even' ? 1 : 6 * Math.sqrt(expected) + 1;
          expect(Math.abs(times.length - expected)).toBeLessThanOrEqual(tolerance);
          expect(times.every((at, index) => at >= (times[index - 1] ?? 0))).toBe(true);
          expect(times.at(-1) ?? 0).toBeLessThanOrEqual(secondsOf(segments) * 1_000 + 1e-6);
          expect(peakOf(segments)).toBe(rate);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('have the variance of a Poisson process at random, and none at equal distances', () => {
    const dispersion = (kind: 'even' | 'poisson'): number => {
      const times = all(new Arrivals(profileNamed('constant', 1_000, 100), 1, kind, seededRandom(7)));
      const counts = Array.from({ length: 1_000 }, () => 0);
      for (const at of times)
        counts[Math.min(999, Math.floor(at / 100))] = (counts[Math.min(999, Math.floor(at / 100))] ?? 0) + 1;
      const variance = counts.reduce((sum, count) => sum + (count - 100) ** 2, 0) / counts.length;
      return variance / 100;
    };
    expect(dispersion('poisson')).toBeGreaterThan(0.8);
    expect(dispersion('poisson')).toBeLessThan(1.2);
    expect(dispersion('even')).toBeLessThan(0.02);
  });
});
