import { describe, expect, it } from 'vitest';
import { accepts, error, flushed, hostileServer, json } from './hostile-server.ts';

const server = hostileServer();

describe('a client whose body is refused whole', () => {
  it('settles an event whose id the API cannot read by its index', async () => {
    const { client } = server.clientWith(2, { createId: () => `short${Math.random()}` });
    server.answer = (response, events) =>
      json(response, 400, {
        results: events.map((_, index) => ({ index, id: null, outcome: 'rejected', code: 'invalid_id' })),
      });
    expect((await flushed(client)).report).toMatchObject({ waiting: 0, results: [{ index: 0 }, { index: 1 }] });
  });

  it('halves the request on 413, and continues with fewer events', async () => {
    const { client, ids } = server.clientWith(200);
    server.answer = (response, events, request) =>
      events.length > 30 ? json(response, 413, error('body_too_large')) : accepts(response, events, request);
    const { report } = await flushed(client);
    expect(report?.results.map(({ index, id }) => [index, id])).toEqual(
      ids.slice(0, 100).map((id, index) => [index, id]),
    );
    expect(server.requests.map(({ length }) => length)).toEqual([100, 50, 25, 25, 50, 25, 25]);
    await flushed(client);
    expect(server.requests.slice(7).map(({ length }) => length)).toEqual([25]);
    await flushed(client);
    expect(server.requests.slice(8).map(({ length }) => length)).toEqual([50, 25, 25]);
  });

  it.each([
    ['413', 413, 'body_too_large'],
    ['400', 400, 'invalid_body'],
    ['the web ACL', 403, 'blocked'],
  ])('by %s for one event: finds it, returns it as rejected, and sends the others', async (_by, status, code) => {
    const { client, ids } = server.clientWith(20);
    server.answer = (response, events, request) =>
      events.some(({ data }) => data.clueId === '13')
        ? json(response, status, error(code))
        : accepts(response, events, request);
    const { report } = await flushed(client);
    expect(report?.waiting).toBe(0);
    expect(report?.results.filter(({ outcome }) => outcome === 'rejected')).toEqual([
      { index: 13, id: ids[13], outcome: 'rejected', code, message: expect.stringContaining('No.') },
    ]);
    expect(report?.results.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(19);
  });

  it('by the web ACL for any content, because its address is blocked: keeps every event for another address', async () => {
    const { client } = server.clientWith(20);
    server.answer = (response) => json(response, 403, error('blocked'));
    for (let tries = 0; tries < 8; tries += 1) {
      expect((await flushed(client)).error).toMatchObject({ status: 403, code: 'blocked' });
    }
    server.answer = accepts;
    let waiting = 20;
    for (let tries = 0; tries < 8 && waiting > 0; tries += 1) waiting = (await flushed(client)).report?.waiting ?? 0;
    expect(waiting).toBe(0);
    expect(new Set(server.requests.slice(-8).flatMap((events) => events.map(({ id }) => id))).size).toBe(20);
  });

  it('by the web ACL for its only event: keeps it, and returns it as rejected once another event has passed', async () => {
    const { client, ids } = server.clientWith(1);
    server.answer = (response, events, request) =>
      events.some(({ id }) => id === ids[0])
        ? json(response, 403, error('blocked'))
        : accepts(response, events, request);
    expect((await flushed(client)).error).toMatchObject({ code: 'blocked' });
    client.track('clue.viewed', { huntId: 'h', clueId: '1' });
    const outcomes: string[] = [];
    for (let tries = 0; tries < 3; tries += 1) {
      for (const { outcome } of (await flushed(client)).report?.results ?? []) outcomes.push(outcome);
    }
    expect(outcomes).toEqual(['rejected', 'accepted']);
  });

  it('by a proxy for a single event: keeps it, because the proxy is not Cairn', async () => {
    const { client } = server.clientWith(2);
    server.answer = (response) => response.writeHead(413).end('<html>');
    expect((await flushed(client)).error).toMatchObject({ status: 413, code: 'unexpected_answer' });
    server.answer = accepts;
    for (let left = 2; left > 0; left -= 1) await flushed(client);
    expect(
      new Set(
        server.requests
          .slice(-2)
          .flat()
          .map(({ id }) => id),
      ).size,
    ).toBe(2);
  });

  it.each([
    [401, 'unauthorized'],
    [403, 'invalid_api_key'],
    [404, 'not_found'],
    [415, 'unsupported_media_type'],
    [500, 'internal_error'],
  ])('with %i, which does not tell whether the events arrived: keeps them and reports it', async (status, code) => {
    const { client } = server.clientWith(2);
    server.answer = (response) => json(response, status, error(code));
    expect((await flushed(client)).error).toMatchObject({ status, code });
    expect(server.requests).toHaveLength(1);
    server.answer = accepts;
    expect((await flushed(client)).report?.results).toHaveLength(2);
  });

  it('sends no second half to an endpoint that asks to wait', async () => {
    const { client } = server.clientWith(4);
    server.answer = (response, events) =>
      events.length > 2 ? json(response, 413, error('body_too_large')) : json(response, 429, error('throttled'));
    expect((await flushed(client)).report).toMatchObject({ waiting: 4, retryAfterMs: 1_000 });
    expect(server.requests.map(({ length }) => length)).toEqual([4, 2]);
  });
});
