import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FIRST_RATE,
  firstPace,
  mostPerSecond,
  nextPace,
  type Signals,
  secondsFor,
} from '../../../../tools/dead-letters/redrive/pace.ts';

const CLEAN: Signals = { ageMs: 500, throttled: 0, fresh: 0, again: 0 };
const signals = fc.record({
  ageMs: fc.option(fc.nat(60_000), { nil: undefined }),
  throttled: fc.constantFrom(0, 0, 0, 1),
  fresh: fc.constantFrom(0, 0, 0, 2),
  again: fc.constantFrom(0, 0, 0, 3),
});

describe('the pace of a redrive', () => {
  it('never exceeds its limit, at most doubles within a minute, and ends at the first sign of harm', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 5_000 }),
        fc.array(fc.tuple(fc.nat(90_000), signals), { maxLength: 40 }),
        (first, limit, looks) => {
          const most = Math.max(first, limit);
          let now = 1_000_000;
          let pace = firstPace(first, 400, now);
          for (const [passed, seen] of looks) {
            now += passed;
            const step = nextPace(pace, seen, most, now);
            const isHarm =
              seen.throttled > 0 || seen.fresh > 0 || seen.again > 0 || (seen.ageMs ?? 0) > 2 * 400 + 10_000;
            expect('stop' in step).toBe(isHarm);
            if ('stop' in step) return;
            expect(step.pace.perSecond).toBeLessThanOrEqual(most);
            expect(step.pace.perSecond).toBeLessThanOrEqual(2 * pace.perSecond);
            if (step.pace.perSecond > pace.perSecond) {
              expect(now - pace.since).toBeGreaterThanOrEqual(60_000);
              expect(seen.ageMs).toBeDefined();
            }
            pace = step.pace;
          }
        },
      ),
    );
  });

  it('doubles after each clean minute, up to half of what live traffic leaves', () => {
    const most = mostPerSecond({ handledPerSecond: 400, writtenPerSecond: 1_000, arrivingPerSecond: 100 });
    expect(most).toBe(150);
    let pace = firstPace(FIRST_RATE, undefined, 0);
    const rates: number[] = [];
    for (let minute = 1; minute <= 6; minute += 1) {
      const step = nextPace(pace, CLEAN, most, minute * 60_000);
      if ('pace' in step) pace = step.pace;
      rates.push(pace.perSecond);
    }
    expect(rates).toEqual([20, 40, 80, 150, 150, 150]);
  });

  it('stays while nobody knows how old the waiting records are', () => {
    const pace = firstPace(10, undefined, 0);
    expect(nextPace(pace, { ...CLEAN, ageMs: undefined }, 1_000, 600_000)).toEqual({ pace });
  });

  it('tolerates the age that there was before, twice', () => {
    const late = firstPace(10, 600_000, 0);
    expect(nextPace(late, { ...CLEAN, ageMs: 1_200_000 }, 1_000, 10_000)).toEqual({ pace: late });
    expect(nextPace(late, { ...CLEAN, ageMs: 1_211_000 }, 1_000, 10_000)).toMatchObject({
      stop: 'the oldest waiting record is 1211 s old, above 1210 s',
    });
  });

  it('is the first rate where nothing is known, or nothing is left', () => {
    const unknown = { handledPerSecond: undefined, writtenPerSecond: undefined, arrivingPerSecond: 0 };
    expect(mostPerSecond(unknown)).toBe(FIRST_RATE);
    expect(mostPerSecond({ handledPerSecond: 100, writtenPerSecond: 100, arrivingPerSecond: 300 })).toBe(FIRST_RATE);
  });

  it('takes the seconds that it foretells', () => {
    expect(secondsFor(100, 10, 1_000)).toBe(10);
    expect(secondsFor(600 + 1_200, 10, 1_000)).toBe(120);
    expect(secondsFor(600 + 1_200 + 400, 10, 40)).toBe(130);
    expect(secondsFor(100_000, 10, 10)).toBe(10_000);
  });
});
