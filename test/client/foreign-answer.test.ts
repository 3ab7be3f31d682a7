import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../client/api-error.ts';
import { CairnClient } from '../../client/client.ts';
import { type Answer, accepts, flushed, hostileServer, json } from './hostile-server.ts';

const server = hostileServer();

describe('a client whose answer is not Cairn’s', () => {
  it.each<[string, Answer, number]>([
    ['HTML with status 200', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'), 200],
    ['nothing with status 200', (response) => response.writeHead(200).end(), 200],
    ['204', (response) => response.writeHead(204).end(), 204],
    ['other JSON', (response) => json(response, 200, { portal: 'sign in' }), 200],
    ['results that are not a list', (response) => json(response, 202, { results: 'all' }), 200],
    ['JSON that is not an object', (response) => json(response, 200, null), 200],
    ['a redirect', (response) => response.writeHead(302, { location: `${server.url}/portal` }).end(), 302],
    ['a permanent redirect', (response) => response.writeHead(308, { location: `${server.url}/portal` }).end(), 308],
    ['a captive portal’s 511', (response) => response.writeHead(511).end('<html>sign in'), 511],
    ['a proxy’s 400', (response) => response.writeHead(400).end('<html>'), 400],
    ['a proxy’s 403', (response) => response.writeHead(403).end('<html>'), 403],
    ['a proxy’s 404', (response) => response.writeHead(404).end('<html>'), 404],
    ['a proxy’s 502', (response) => response.writeHead(502).end('<html>'), 502],
  ])('%s: reports it, follows no redirect, and keeps all events', async (_what, foreign, status) => {
    const { client, ids } = server.clientWith(3);
    server.answer = foreign;
    const { error: thrown } = await flushed(client);
    expect(thrown).toBeInstanceOf(ApiError);
    expect(thrown).toMatchObject({ status, code: 'unexpected_answer' });
    expect(server.paths).toEqual(['/v1/events']);
    server.answer = accepts;
    await flushed(client);
    expect(server.requests.at(-1)?.map(({ id }) => id)).toEqual(ids);
  });

  it('reports it for a GET', async () => {
    const { client } = server.clientWith(0);
    server.answer = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>sign in');
    await expect(client.get('hunts/h')).rejects.toMatchObject({ status: 200, code: 'unexpected_answer' });
    server.answer = (response) => response.writeHead(204).end();
    await expect(client.put('hunts/h', {})).rejects.toMatchObject({ status: 204, code: 'unexpected_answer' });
  });

  it.each<[string, Answer]>([
    [
      'in its body',
      (response) =>
        response.writeHead(202, { 'content-length': '500' }).write('{"results":[', () => response.destroy()),
    ],
    ['before it began', (response) => response.destroy()],
  ])('cut off %s: keeps all events', async (_where, cut) => {
    const { client } = server.clientWith(3);
    server.answer = cut;
    expect((await flushed(client)).error).toBeInstanceOf(Error);
    server.answer = accepts;
    expect((await flushed(client)).report?.results).toHaveLength(3);
  });

  it('keeps an event without a result, or with one of another event or of an unknown kind', async () => {
    const { client, ids } = server.clientWith(5);
    server.answer = (response, [first, second, third]) =>
      json(response, 202, {
        results: [
          { index: 0, id: second?.id, outcome: 'accepted' },
          { index: 1, id: second?.id, outcome: 'stored' },
          { index: 2, id: third?.id, outcome: 'accepted' },
          { index: 99, id: first?.id, outcome: 'accepted' },
          { index: '3', id: null, outcome: 'accepted' },
          null,
        ],
      });
    expect((await flushed(client)).report).toMatchObject({ waiting: 4, results: [{ index: 2, id: ids[2] }] });
  });

  it('drops no event that was not settled, whatever answers', async () => {
    const answers = fc.array(
      fc.record(
        {
          index: fc.oneof(fc.integer({ min: -1, max: 5 }), fc.constant('0')),
          id: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 4 })),
          outcome: fc.constantFrom('accepted', 'rejected', 'throttled', 'shed', 'lost', null),
        },
        { requiredKeys: [] },
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(200, 202, 400, 403, 413, 429, 503), answers, async (status, given) => {
        const eventId = (index: number) => `event-000000000${index}`;
        const results = given.map(({ id, ...rest }) => ({ ...rest, id: typeof id === 'number' ? eventId(id) : id }));
        let made = 0;
        const client = new CairnClient({
          endpoint: 'http://api.invalid',
          apiKey: 'key',
          token: () => 'token',
          createId: () => eventId(made++),
          fetch: async (_url, init) =>
            JSON.parse(String(init?.body)).events.length === 5
              ? new Response(JSON.stringify({ results }), { status })
              : new Response('{"error":{"code":"x"}}', { status: 500 }),
        });
        for (let index = 0; index < 5; index += 1) client.track('clue.viewed', { huntId: 'h', clueId: 'c' });
        const { report } = await flushed(client);
        const final = new Set(
          results.flatMap(({ index, id, outcome }) =>
            typeof index === 'number' &&
            (id === null || id === eventId(index)) &&
            /^(accepted|rejected)$/.test(outcome ?? '')
              ? [index]
              : [],
          ),
        );
        expect(5 - (report?.waiting ?? 5)).toBeLessThanOrEqual(final.size);
      }),
    );
  });
});
