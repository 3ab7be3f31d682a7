import { describe, expect, it } from 'vitest';
import { sleep } from '../../../core/scheduler/scheduler.ts';
import { PLAYER_BURST_EVENTS } from '../../../lambdas/ingest/limits.ts';
import { VALID } from '../../helpers/ingest-cases.ts';
import { id, setUp } from './recorded-ingest.ts';

describe('a player', () => {
  const batch = (from: number, count = 100) =>
    Array.from({ length: count }, (_, index) => ({ ...VALID, id: id(from + index) }));

  it('may return with a burst, and then has 50 events a second', async () => {
    const { sendEvents, clock, taken } = setUp();
    for (let sent = 0; sent < PLAYER_BURST_EVENTS; sent += 100) {
      expect((await sendEvents(batch(sent))).results.every(({ outcome }) => outcome === 'accepted')).toBe(true);
    }
    const { statusCode, headers, results } = await sendEvents(batch(PLAYER_BURST_EVENTS));
    expect(statusCode).toBe(429);
    expect(headers?.['retry-after']).toBe('2');
    expect(results[99]).toMatchObject({ outcome: 'throttled', code: 'player_rate', retryAfterMs: 2_000 });
    expect(taken).toHaveLength(PLAYER_BURST_EVENTS);
    await sleep(clock, 1_000);
    const again = await sendEvents(batch(PLAYER_BURST_EVENTS));
    expect(again.statusCode).toBe(202);
    expect(again.results.map(({ outcome }) => outcome)).toEqual([
      ...Array(50).fill('accepted'),
      ...Array(50).fill('throttled'),
    ]);
    // After the time in the answer, the other events are accepted.
    await sleep(clock, again.results[99]?.retryAfterMs ?? 0);
    expect((await sendEvents(batch(PLAYER_BURST_EVENTS + 50, 50))).results[49]?.outcome).toBe('accepted');
  });

  it('is not braked because of other players, nor because of rejected or repeated events', async () => {
    const { sendEvents } = setUp();
    for (let sent = 0; sent < PLAYER_BURST_EVENTS; sent += 100) await sendEvents(batch(sent), 'runaway');
    expect((await sendEvents([VALID], 'runaway')).results[0]?.code).toBe('player_rate');
    expect((await sendEvents([VALID])).results[0]?.outcome).toBe('accepted');
    const invalid = batch(0).map((event) => ({ ...event, data: {} }));
    for (let sent = 0; sent < PLAYER_BURST_EVENTS; sent += 100) await sendEvents(invalid);
    for (let sent = 0; sent < PLAYER_BURST_EVENTS; sent += 100) await sendEvents(Array(100).fill(VALID));
    expect((await sendEvents([VALID])).results[0]?.outcome).toBe('accepted');
  });

  it('over the rate gets that result for each repetition too, and still learns what is invalid', async () => {
    const { sendEvents } = setUp();
    for (let sent = 0; sent < PLAYER_BURST_EVENTS; sent += 100) await sendEvents(batch(sent));
    const other = { ...VALID, occurredAt: '2026-06-01T10:00:01Z' };
    const { results } = await sendEvents([VALID, VALID, other, { ...VALID, data: {} }]);
    expect(results.map(({ code }) => code)).toEqual(['player_rate', 'player_rate', 'id_conflict', 'schema_violation']);
  });
});
