import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLAYER_BURST_EVENTS, PLAYER_EVENTS_PER_SECOND } from '../../../lambdas/ingest/limits.ts';
import { eventsRemaining, PlayerBrake, waitForEventsMs } from '../../../lambdas/ingest/player-brake.ts';

describe('the brake on a player', () => {
  it('allows at most the burst and 50 events a second, for any requests at any times', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 1, max: 100 })), { maxLength: 300 }),
        (requests) => {
          let now = 0;
          let taken = 0;
          const brake = new PlayerBrake({ now: () => now });
          for (const [pauseMs, events] of requests) {
            now += pauseMs;
            const some = Math.min(events, Math.floor(brake.remaining('ada')));
            brake.take('ada', some);
            taken += some;
            expect(taken).toBeLessThanOrEqual(PLAYER_BURST_EVENTS + (now / 1_000) * PLAYER_EVENTS_PER_SECOND + 1e-6);
          }
        },
      ),
    );
  });

  it('reports the wait after which the events pass', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 99, noNaN: true }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 2 ** 41 }),
        (left, wanted, at) => {
          const waitMs = waitForEventsMs(left, wanted);
          expect(eventsRemaining({ events: left, at }, at + waitMs)).toBeGreaterThanOrEqual(
            Math.min(wanted, left) - 1e-9,
          );
          if (wanted > left)
            expect(eventsRemaining({ events: left, at }, at + waitMs) + 1e-9).toBeGreaterThanOrEqual(wanted);
        },
      ),
    );
  });

  it('removes nothing if the clock is set back', () => {
    let now = 1_000_000;
    const brake = new PlayerBrake({ now: () => now });
    brake.take('ada', 400);
    now = 0;
    expect(brake.remaining('ada')).toBe(600);
  });

  it('forgets the player seen longest ago, so that its memory is bounded', () => {
    const brake = new PlayerBrake({ now: () => 0 });
    brake.take('ada', 1_000);
    for (let player = 0; player < 9_999; player += 1) brake.take(`player-${player}`, 1_000);
    expect(brake.remaining('ada')).toBe(0);
    brake.take('one-more', 1);
    expect(brake.remaining('ada')).toBe(PLAYER_BURST_EVENTS);
    expect(brake.remaining('player-0')).toBe(0);
  });
});
