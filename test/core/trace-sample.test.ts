import { describe, expect, it } from 'vitest';
import { isTraced, SHEDDABLE_SAMPLE, traceSample } from '../../core/trace-sample.ts';

/** Ids as clients make them: counters, and hexadecimal digits. */
const KINDS = {
  counters: (n: number) => `ada-location-${String(n).padStart(8, '0')}`,
  uuids: (n: number) =>
    `0b1f6a3e-4c5d-4e6f-8a9b-${Math.imul(n + 1, 2_654_435_761)
      .toString(16)
      .padStart(12, '0')}`,
};

describe('The events that are followed', () => {
  it.each(Object.entries(KINDS))('are about one in a hundred of a sheddable type, by ids that are %s', (_, idOf) => {
    const ids = Array.from({ length: 50_000 }, (__, n) => idOf(n));
    const share = ids.filter((id) => isTraced(id, SHEDDABLE_SAMPLE)).length / ids.length;
    expect(share).toBeGreaterThan(0.008);
    expect(share).toBeLessThan(0.012);
  });

  it('are all of every other type', () => {
    expect(isTraced('any-id-0000000001', traceSample('critical'))).toBe(true);
    expect([traceSample('critical'), traceSample('normal'), traceSample('sheddable')]).toEqual([1, 1, 100]);
  });

  it('are the same at every hop, because the id alone decides', () => {
    const id = KINDS.counters(7);
    expect(new Set(Array.from({ length: 9 }, () => isTraced(id, 100))).size).toBe(1);
  });
});
