import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { NoAnswerError } from '../../client/api-error.ts';
import { type Answer, accepts, error, flushed, hostileServer, json, reported } from './hostile-server.ts';

const server = hostileServer();

describe('a client on a network that does not answer', () => {
  it.each<[string, Answer]>([
    ['not at all', () => {}],
    ['with headers and then nothing', (response) => response.writeHead(202, { 'content-length': '50' }).flushHeaders()],
    ['with a part and then nothing', (response) => response.writeHead(202, { 'content-length': '50' }).write('{')],
  ])('%s: ends within its time, keeps all events, and the next flush is a new one', async (_how, hangs) => {
    const { client, ids } = server.clientWith(3, { timeoutMs: 150 });
    server.answer = hangs;
    const [first, shared] = await Promise.all([flushed(client), flushed(client)]);
    expect(first.error).toBeInstanceOf(NoAnswerError);
    expect(shared.error).toBe(first.error);
    server.answer = accepts;
    expect(await reported(client)).toMatchObject({ waiting: 0 });
    expect(server.requests.length).toBeGreaterThan(1);
    for (const events of server.requests) expect(events.map(({ id }) => id)).toEqual(ids);
  });

  it('ends within its time if the token does not come', async () => {
    const { client } = server.clientWith(1, { timeoutMs: 50, token: () => new Promise(() => {}) });
    expect((await flushed(client)).error).toBeInstanceOf(NoAnswerError);
    expect(server.requests).toEqual([]);
  });

  it('ends within its time if fetch ignores the signal', async () => {
    const { client } = server.clientWith(1, { timeoutMs: 50, fetch: () => new Promise(() => {}) });
    expect((await flushed(client)).error).toBeInstanceOf(NoAnswerError);
    await expect(client.get('hunts/h')).rejects.toBeInstanceOf(NoAnswerError);
  });

  it('returns the final results if the time ends in between', async () => {
    const { client } = server.clientWith(4, { timeoutMs: 2_000 });
    server.answer = (response, events) => {
      if (events.length > 2) json(response, 413, error('body_too_large'));
      else if (server.requests.length === 2) accepts(response, events, {} as IncomingMessage);
    };
    const { report } = await flushed(client);
    expect(report).toMatchObject({ waiting: 2, error: expect.any(NoAnswerError) });
    expect(report?.results.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
  });
});
