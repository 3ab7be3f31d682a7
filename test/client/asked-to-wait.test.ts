import { describe, expect, it } from 'vitest';
import { NoAnswerError } from '../../client/api-error.ts';
import { accepts, error, flushed, hostileServer, json, reported } from './hostile-server.ts';

const server = hostileServer();

describe('a client that is asked to wait', () => {
  const DATE = 'Wed, 21 Oct 2026 07:28:00 GMT';
  const DEVICE = Date.parse('2020-01-01T00:00:00Z');
  it.each<[string, Record<string, string>, number]>([
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['a date, whatever the time on the phone', { 'retry-after': DATE, date: 'Wed, 21 Oct 2026 07:27:30 GMT' }, 30_000],
    ['a date in the past', { 'retry-after': DATE, date: 'Wed, 21 Oct 2026 08:00:00 GMT' }, 0],
    ['a date without the server’s', { 'retry-after': 'Wed, 01 Jan 2020 00:00:09 GMT', date: 'soon' }, 9_000],
    ['for ever', { 'retry-after': '99999999999' }, 3_600_000],
    ['nothing that is a time', { 'retry-after': 'soon' }, 1_000],
    ['nothing', {}, 1_000],
  ])('by %s', async (_how, headers, retryAfterMs) => {
    const { client } = server.clientWith(1, { now: () => DEVICE });
    server.answer = (response) => {
      response.sendDate = false;
      json(response, 503, error('busy'), headers);
    };
    expect((await flushed(client)).report).toMatchObject({ waiting: 1, retryAfterMs, results: [{ outcome: 'shed' }] });
  });

  it('by a result, never waits a negative time or forever', async () => {
    const { client } = server.clientWith(2);
    server.answer = (response, events) =>
      json(response, 429, {
        results: events.map(({ id }, index) => ({
          index,
          id,
          outcome: 'throttled',
          retryAfterMs: index === 0 ? -5 : 1e12,
        })),
      });
    expect((await flushed(client)).report?.results.map(({ retryAfterMs }) => retryAfterMs)).toEqual([0, 3_600_000]);
  });

  it('keeps its time limit and its events if the clock is set back during the call', async () => {
    let now = Date.parse('2026-06-01T10:00:00Z');
    const { client } = server.clientWith(1, { now: () => now, timeoutMs: 150 });
    server.answer = () => {
      now -= 365 * 86_400_000;
    };
    expect((await flushed(client)).error).toBeInstanceOf(NoAnswerError);
    const later = client.track('clue.viewed', { huntId: 'h', clueId: 'later' });
    server.answer = accepts;
    expect((await reported(client)).results.map(({ id }) => id)[1]).toBe(later);
  });
});
