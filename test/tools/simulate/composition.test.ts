import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../core/random.ts';
import { Composition } from '../../../tools/simulate/composition.ts';

describe('what a request carries', () => {
  const weights = [300, 8_500, 500, 0, 100];

  it.each([[1], [20], [100]])('follow the types’ shares, in requests of %d events', (events) => {
    const composition = new Composition(weights, seededRandom(2));
    const counts = [0, 0, 0, 0, 0];
    const requests = 40_000;
    for (let request = 0; request < requests; request += 1) {
      const parts = composition.parts(events);
      expect(parts.reduce((sum, part) => sum + part.events, 0)).toBe(events);
      for (const part of parts) counts[part.type] = (counts[part.type] ?? 0) + part.events;
    }
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [type, weight] of weights.entries()) {
      const share = weight / total;
      // Five standard deviations of a count of independent events.
      const within = 5 * Math.sqrt(share * (1 - share) * requests * events);
      expect(Math.abs((counts[type] ?? 0) - share * requests * events)).toBeLessThanOrEqual(within);
    }
  });

  it('vary as independent events do', () => {
    const composition = new Composition([1, 9], seededRandom(6));
    const seen = Array.from(
      { length: 50_000 },
      () => composition.parts(20).find(({ type }) => type === 0)?.events ?? 0,
    );
    const mean = seen.reduce((sum, value) => sum + value, 0) / seen.length;
    const variance = seen.reduce((sum, value) => sum + (value - mean) ** 2, 0) / seen.length;
    expect(mean).toBeCloseTo(2, 1);
    expect(variance).toBeCloseTo(1.8, 1);
  });
});
