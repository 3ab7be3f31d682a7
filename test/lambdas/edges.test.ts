import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timestampMs } from '../../catalog/timestamp.ts';
import { prepareEntries } from '../../lambdas/ingest/prepare-entries.ts';
import { checkHunt } from '../../lambdas/query/check-hunt.ts';
import { limitOf } from '../../lambdas/query/read-leaderboard.ts';
import { distanceMeters } from '../../lambdas/shared/game/distance.ts';
import { isOpen, openHunt } from '../../lambdas/shared/game/hunt.ts';
import { HttpError } from '../../lambdas/shared/http/respond.ts';
import { HUNT } from '../helpers/game.ts';
import { PING } from '../helpers/ingest-cases.ts';

/** Numbers in JSON's notations. */
const numbers = fc.oneof(
  fc.constantFrom(
    ...['0', '-0', '0.0', '-0.0', '1', '-1', '90', '-90', '90.0000000000000001', '90.00000000000001', '180', '-180'],
    ...['1e2', '1E+2', '1e-7', '1e21', '-1e21', '1e308', '1e999', '-1e999', '5e-324', '2.2250738585072014e-308'],
    ...['0.1', '0.30000000000000004', '9007199254740993', '123456789012345678901234567890', '1000000', '1000000.0'],
    ...['1000000.0000000001', '99999.99999999999', '1e5', '0.1e1', '10e-1', '4.35'],
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.double({ min: -200, max: 200, noNaN: true }).map(String),
);

/** Times as text, valid and invalid. */
const times = fc.oneof(
  fc.constantFrom(
    ...['2026-12-31T23:59:60Z', '2026-12-31T24:00:00Z', '0001-01-01T00:00:00Z', '0001-01-01 00:00:00Z'],
    ...['0000-01-01T00:00:00+23:59', '9999-12-31T23:59:59-23:59', '2026-06-01T10:00:00.000000001Z'],
    ...['2026-06-01T10:00:00.000000002Z', '2026-06-01t10:00:00z', '2026-06-01T10:00:00-00:00', '2024-02-29T00:00:00Z'],
    ...['2026-02-29T00:00:00Z', '-000001-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '2026-06-01T12:00:00+02:00'],
  ),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);

describe('an event that ingest accepts', () => {
  const ping = (latitude: string, longitude: string, accuracy: string, occurredAt: string) =>
    `{"events":[{"id":"${PING.id}","type":"${PING.type}","occurredAt":"${occurredAt}","data":{"huntId":"h","latitude":${latitude},"longitude":${longitude},"accuracyMeters":${accuracy}}}]}`;

  it('contains the numbers that were sent, finite and in range, and a valid time', () => {
    let accepted = 0;
    fc.assert(
      fc.property(numbers, numbers, numbers, times, (latitude, longitude, accuracy, occurredAt) => {
        const stamps = { playerId: 'ada', receivedAt: '2026-06-01T10:00:00.000Z' };
        const { results, entries } = prepareEntries(ping(latitude, longitude, accuracy, occurredAt), stamps);
        if (results[0]?.outcome !== 'accepted') {
          expect(results[0]?.code).toMatch(/^(schema_violation|unstorable_value)$/);
          return;
        }
        accepted += 1;
        const [{ data, ...event }] = JSON.parse(entries[0]?.detail ?? '').events;
        // Minus zero equals zero: JSON writes both as 0.
        expect([data.latitude, data.longitude, data.accuracyMeters]).toEqual(
          [latitude, longitude, accuracy].map((text) => Number(text) + 0),
        );
        expect(Math.abs(data.latitude)).toBeLessThanOrEqual(90);
        expect(Math.abs(data.longitude)).toBeLessThanOrEqual(180);
        expect(Number.isFinite(timestampMs(event.occurredAt))).toBe(true);
        const meters = distanceMeters(data, { latitude: -data.latitude, longitude: data.longitude });
        expect(meters).toBeGreaterThanOrEqual(0);
        expect(meters).toBeLessThan(20_100_000);
      }),
      { numRuns: 3_000 },
    );
    expect(accepted).toBeGreaterThan(20);
  });
});

describe('a hunt that is accepted', () => {
  const body = (startsAt: string, endsAt: string, points: string, radius: string) => {
    const [treasure] = HUNT.treasures;
    const text = JSON.stringify({
      ...HUNT,
      startsAt,
      endsAt,
      treasures: [{ ...treasure, points: 'POINTS', radiusMeters: 'RADIUS' }],
    });
    return text.replace('"POINTS"', points).replace('"RADIUS"', radius);
  };

  it('opens and ends at times that can be stored and compared, and has whole points', () => {
    let accepted = 0;
    fc.assert(
      fc.property(
        times,
        times,
        fc.oneof(fc.constant('100'), numbers),
        fc.oneof(fc.constant('50'), numbers),
        (...parts) => {
          let definition: ReturnType<typeof checkHunt>;
          try {
            definition = checkHunt(body(...parts));
          } catch (error) {
            if (!(error instanceof HttpError)) throw error;
            expect([error.statusCode, error.code]).toEqual([400, 'invalid_hunt']);
            return;
          }
          accepted += 1;
          const hunt = openHunt('h', definition);
          expect(hunt.startsAtMs).toBeLessThan(hunt.endsAtMs);
          expect(String(hunt.startsAtMs)).toMatch(/^-?\d{1,15}$/);
          expect(isOpen(hunt, hunt.startsAtMs)).toBe(true);
          expect(isOpen(hunt, hunt.endsAtMs)).toBe(false);
          const [treasure] = definition.treasures;
          expect(Number.isInteger(treasure?.points)).toBe(true);
          expect(treasure?.radiusMeters).toBeGreaterThanOrEqual(1);
        },
      ),
      { numRuns: 3_000 },
    );
    expect(accepted).toBeGreaterThan(20);
  });

  it('refuses a leap second with its reason, and not because of the order of times', () => {
    const [castle] = HUNT.treasures;
    const text = JSON.stringify({
      ...HUNT,
      startsAt: '2026-12-31T23:59:60Z',
      endsAt: '2027-01-01T10:00:00Z',
      treasures: [castle],
    });
    expect(() => checkHunt(text)).toThrow(/^startsAt must be an RFC 3339 time .*no leap second/);
  });
});

describe('the limit of a leaderboard', () => {
  it('is a whole number from 1 to 100, or refused, for any input', () => {
    fc.assert(
      fc.property(fc.oneof(numbers, fc.string(), fc.integer({ min: -5, max: 120 }).map(String)), (text) => {
        let limit: number;
        try {
          limit = limitOf(text);
        } catch (error) {
          expect(error).toMatchObject({ statusCode: 400, code: 'invalid_limit' });
          return;
        }
        expect(String(limit)).toBe(text.replace(/^0+/, ''));
        expect(limit >= 1 && limit <= 100).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
