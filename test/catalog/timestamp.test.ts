import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TIMESTAMP, timestampMs } from '../../catalog/timestamp.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** Days from 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant, chrono-compatible date algorithms). */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

const daysIn = (year: number, month: number) =>
  daysFromCivil(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - daysFromCivil(year, month, 1);

const timestamps = fc
  .record({
    year: fc.oneof(
      fc.integer({ min: 0, max: 9_999 }),
      fc.constantFrom(0, 1, 49, 50, 99, 1_600, 1_900, 1_970, 2_000, 9_999),
    ),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constantFrom(1, 28, 29, 30, 31)),
    hour: fc.oneof(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 23)),
    minute: fc.oneof(fc.integer({ min: 0, max: 59 }), fc.constantFrom(0, 59)),
    second: fc.oneof(fc.integer({ min: 0, max: 59 }), fc.constantFrom(0, 59)),
    fraction: fc.oneof(
      fc.constant(''),
      fc.stringMatching(/^\.[0-9]{1,9}$/),
      fc.constantFrom('.999999999', '.000000001'),
    ),
    separator: fc.constantFrom('T', 't', ' '),
    zone: fc.oneof(
      fc.constantFrom('Z', 'z', '+00:00', '-00:00', '+23:59', '-23:59'),
      fc
        .tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
        .map(([sign, hours, minutes]) => `${sign}${two(hours)}:${two(minutes)}`),
    ),
  })
  .map((parts) => ({ ...parts, day: Math.min(parts.day, daysIn(parts.year, parts.month)) }))
  .map((parts) => {
    const { year, month, day, hour, minute, second, fraction, separator, zone } = parts;
    const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}${separator}${two(hour)}:${two(minute)}:${two(second)}${fraction}${zone}`;
    const offset =
      zone.length === 1 ? 0 : (zone[0] === '-' ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)));
    const milliseconds = Number(`${fraction.slice(1)}000`.slice(0, 3));
    const minutes = (daysFromCivil(year, month, day) * 24 + hour) * 60 + minute - offset;
    return { text, ms: (minutes * 60 + second) * 1_000 + milliseconds };
  });

describe('a timestamp that schemas admit', () => {
  it("is the calendar's moment, to the millisecond", () => {
    fc.assert(
      fc.property(timestamps, ({ text, ms }) => {
        expect(text).toMatch(TIMESTAMP);
        expect(timestampMs(text)).toBe(ms);
      }),
      { numRuns: 5_000 },
    );
  });

  it('has a finite value for any text that the expression matches', () => {
    fc.assert(
      fc.property(fc.stringMatching(TIMESTAMP), (text) => {
        expect(Number.isFinite(timestampMs(text))).toBe(true);
        expect(text.length).toBeLessThanOrEqual(35);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['0001-01-01 00:00:00Z', -62_135_596_800_000],
    ['0000-01-01t00:00:00+23:59', -62_167_305_540_000],
    ['9999-12-31T23:59:59.999999999-23:59', 253_402_387_139_999],
    ['1969-12-31T23:59:59.9999Z', -1],
    ['2026-12-31T23:59:59z', 1_798_761_599_000],
  ])('%s is %i', (text, ms) => {
    expect(text).toMatch(TIMESTAMP);
    expect(timestampMs(text)).toBe(ms);
  });

  it.each([
    '2026-12-31T23:59:60Z',
    '2016-12-31T23:59:60Z',
    '2026-12-31T24:00:00Z',
    '2026-12-31T23:60:00Z',
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00Z',
    '2026-01-01',
    '-001-01-01T00:00:00Z',
    '+002026-01-01T00:00:00Z',
    '10000-01-01T00:00:00Z',
    '2026-01-01T00:00:00.Z',
    '2026-01-01T00:00:00,5Z',
    '2026-01-01T00:00:00Z\n',
    '٢٠٢٦-01-01T00:00:00Z',
  ])('is not %j', (text) => {
    expect(text).not.toMatch(TIMESTAMP);
  });
});
