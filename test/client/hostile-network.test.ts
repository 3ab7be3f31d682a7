import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiError, NoAnswerError } from '../../client/api-error.ts';
import { CairnClient, type ClientOptions, type FlushReport } from '../../client/client.ts';

type Event = { readonly id: string; readonly data: { readonly clueId: string } };
type Answer = (response: ServerResponse, events: readonly Event[], request: IncomingMessage) => void;

let server: Server;
let url: string;
let answer: Answer;
/** Events of each request, in order. */
let requests: (readonly Event[])[];
let paths: string[];

beforeEach(async () => {
  requests = [];
  paths = [];
  answer = accepts;
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const events = body === '' ? [] : (JSON.parse(body).events ?? []);
    requests.push(events);
    paths.push(request.url ?? '');
    answer(response, events, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};
const accepts: Answer = (response, events) =>
  json(response, 202, { results: events.map(({ id }, index) => ({ index, id, outcome: 'accepted' })) });
const error = (code: string) => ({ error: { code, message: 'No.' } });

function clientWith(count: number, options: Partial<ClientOptions> = {}) {
  const client = new CairnClient({ endpoint: url, apiKey: 'key', token: () => 'token', timeoutMs: 5_000, ...options });
  const ids = Array.from({ length: count }, (_, index) =>
    client.track('clue.viewed', { huntId: 'h', clueId: `${index}` }),
  );
  return { client, ids };
}

/** Returns the report of a flush, or its error. */
const flushed = (client: CairnClient) =>
  client.flush().then(
    (report): { report?: FlushReport; error?: unknown } => ({ report }),
    (rejection: unknown): { report?: FlushReport; error?: unknown } => ({ error: rejection }),
  );

/** Flushes until there is a report, because a machine under load may exceed a client's short time limit. */
async function reported(client: CairnClient): Promise<FlushReport> {
  for (;;) {
    const { report } = await flushed(client);
    if (report !== undefined) return report;
  }
}

describe('a client on a network that does not answer', () => {
  it.each<[string, Answer]>([
    ['not at all', () => {}],
    ['with headers and then nothing', (response) => response.writeHead(202, { 'content-length': '50' }).flushHeaders()],
    ['with a part and then nothing', (response) => response.writeHead(202, { 'content-length': '50' }).write('{')],
  ])('%s: ends within its time, keeps all events, and the next flush is a new one', async (_how, hangs) => {
    const { client, ids } = clientWith(3, { timeoutMs: 150 });
    answer = hangs;
    const [first, shared] = await Promise.all([flushed(client), flushed(client)]);
    expect(first.error).toBeInstanceOf(NoAnswerError);
    expect(shared.error).toBe(first.error);
    answer = accepts;
    expect(await reported(client)).toMatchObject({ waiting: 0 });
    expect(requests.length).toBeGreaterThan(1);
    for (const events of requests) expect(events.map(({ id }) => id)).toEqual(ids);
  });

  it('ends within its time if the token does not come', async () => {
    const { client } = clientWith(1, { timeoutMs: 50, token: () => new Promise(() => {}) });
    expect((await flushed(client)).error).toBeInstanceOf(NoAnswerError);
    expect(requests).toEqual([]);
  });

  it('ends within its time if fetch ignores the signal', async () => {
    const { client } = clientWith(1, { timeoutMs: 50, fetch: () => new Promise(() => {}) });
    expect((await flushed(client)).error).toBeInstanceOf(NoAnswerError);
    await expect(client.get('hunts/h')).rejects.toBeInstanceOf(NoAnswerError);
  });

  it('returns the final results if the time ends in between', async () => {
    const { client } = clientWith(4, { timeoutMs: 2_000 });
    answer = (response, events) => {
      if (events.length > 2) json(response, 413, error('body_too_large'));
      else if (requests.length === 2) accepts(response, events, {} as IncomingMessage);
    };
    const { report } = await flushed(client);
    expect(report).toMatchObject({ waiting: 2, error: expect.any(NoAnswerError) });
    expect(report?.results.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
  });
});

describe('a client whose answer is not Cairn’s', () => {
  it.each<[string, Answer, number]>([
    ['HTML with status 200', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'), 200],
    ['nothing with status 200', (response) => response.writeHead(200).end(), 200],
    ['204', (response) => response.writeHead(204).end(), 204],
    ['other JSON', (response) => json(response, 200, { portal: 'sign in' }), 200],
    ['results that are not a list', (response) => json(response, 202, { results: 'all' }), 200],
    ['JSON that is not an object', (response) => json(response, 200, null), 200],
    ['a redirect', (response) => response.writeHead(302, { location: `${url}/portal` }).end(), 302],
    ['a permanent redirect', (response) => response.writeHead(308, { location: `${url}/portal` }).end(), 308],
    ['a captive portal’s 511', (response) => response.writeHead(511).end('<html>sign in'), 511],
    ['a proxy’s 400', (response) => response.writeHead(400).end('<html>'), 400],
    ['a proxy’s 403', (response) => response.writeHead(403).end('<html>'), 403],
    ['a proxy’s 404', (response) => response.writeHead(404).end('<html>'), 404],
    ['a proxy’s 502', (response) => response.writeHead(502).end('<html>'), 502],
  ])('%s: reports it, follows no redirect, and keeps all events', async (_what, foreign, status) => {
    const { client, ids } = clientWith(3);
    answer = foreign;
    const { error: thrown } = await flushed(client);
    expect(thrown).toBeInstanceOf(ApiError);
    expect(thrown).toMatchObject({ status, code: 'unexpected_answer' });
    expect(paths).toEqual(['/v1/events']);
    answer = accepts;
    await flushed(client);
    expect(requests.at(-1)?.map(({ id }) => id)).toEqual(ids);
  });

  it('reports it for a GET', async () => {
    const { client } = clientWith(0);
    answer = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>sign in');
    await expect(client.get('hunts/h')).rejects.toMatchObject({ status: 200, code: 'unexpected_answer' });
    answer = (response) => response.writeHead(204).end();
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
    const { client } = clientWith(3);
    answer = cut;
    expect((await flushed(client)).error).toBeInstanceOf(Error);
    answer = accepts;
    expect((await flushed(client)).report?.results).toHaveLength(3);
  });

  it('keeps an event without a result, or with one of another event or of an unknown kind', async () => {
    const { client, ids } = clientWith(5);
    answer = (response, [first, second, third]) =>
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

describe('a client whose body is refused whole', () => {
  it('settles an event whose id the API cannot read by its index', async () => {
    const { client } = clientWith(2, { createId: () => `short${Math.random()}` });
    answer = (response, events) =>
      json(response, 400, {
        results: events.map((_, index) => ({ index, id: null, outcome: 'rejected', code: 'invalid_id' })),
      });
    expect((await flushed(client)).report).toMatchObject({ waiting: 0, results: [{ index: 0 }, { index: 1 }] });
  });

  it('halves the request on 413, and continues with fewer events', async () => {
    const { client, ids } = clientWith(200);
    answer = (response, events, request) =>
      events.length > 30 ? json(response, 413, error('body_too_large')) : accepts(response, events, request);
    const { report } = await flushed(client);
    expect(report?.results.map(({ index, id }) => [index, id])).toEqual(
      ids.slice(0, 100).map((id, index) => [index, id]),
    );
    expect(requests.map(({ length }) => length)).toEqual([100, 50, 25, 25, 50, 25, 25]);
    await flushed(client);
    expect(requests.slice(7).map(({ length }) => length)).toEqual([25]);
    await flushed(client);
    expect(requests.slice(8).map(({ length }) => length)).toEqual([50, 25, 25]);
  });

  it.each([
    ['413', 413, 'body_too_large'],
    ['400', 400, 'invalid_body'],
    ['the web ACL', 403, 'blocked'],
  ])('by %s for one event: finds it, returns it as rejected, and sends the others', async (_by, status, code) => {
    const { client, ids } = clientWith(20);
    answer = (response, events, request) =>
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
    const { client } = clientWith(20);
    answer = (response) => json(response, 403, error('blocked'));
    for (let tries = 0; tries < 8; tries += 1) {
      expect((await flushed(client)).error).toMatchObject({ status: 403, code: 'blocked' });
    }
    answer = accepts;
    let waiting = 20;
    for (let tries = 0; tries < 8 && waiting > 0; tries += 1) waiting = (await flushed(client)).report?.waiting ?? 0;
    expect(waiting).toBe(0);
    expect(new Set(requests.slice(-8).flatMap((events) => events.map(({ id }) => id))).size).toBe(20);
  });

  it('by the web ACL for its only event: keeps it, and returns it as rejected once another event has passed', async () => {
    const { client, ids } = clientWith(1);
    answer = (response, events, request) =>
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
    const { client } = clientWith(2);
    answer = (response) => response.writeHead(413).end('<html>');
    expect((await flushed(client)).error).toMatchObject({ status: 413, code: 'unexpected_answer' });
    answer = accepts;
    for (let left = 2; left > 0; left -= 1) await flushed(client);
    expect(
      new Set(
        requests
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
    const { client } = clientWith(2);
    answer = (response) => json(response, status, error(code));
    expect((await flushed(client)).error).toMatchObject({ status, code });
    expect(requests).toHaveLength(1);
    answer = accepts;
    expect((await flushed(client)).report?.results).toHaveLength(2);
  });

  it('sends no second half to an endpoint that asks to wait', async () => {
    const { client } = clientWith(4);
    answer = (response, events) =>
      events.length > 2 ? json(response, 413, error('body_too_large')) : json(response, 429, error('throttled'));
    expect((await flushed(client)).report).toMatchObject({ waiting: 4, retryAfterMs: 1_000 });
    expect(requests.map(({ length }) => length)).toEqual([4, 2]);
  });
});

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
    const { client } = clientWith(1, { now: () => DEVICE });
    answer = (response) => {
      response.sendDate = false;
      json(response, 503, error('busy'), headers);
    };
    expect((await flushed(client)).report).toMatchObject({ waiting: 1, retryAfterMs, results: [{ outcome: 'shed' }] });
  });

  it('by a result, never waits a negative time or forever', async () => {
    const { client } = clientWith(2);
    answer = (response, events) =>
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
    const { client } = clientWith(1, { now: () => now, timeoutMs: 150 });
    answer = () => {
      now -= 365 * 86_400_000;
    };
    expect((await flushed(client)).error).toBeInstanceOf(NoAnswerError);
    const later = client.track('clue.viewed', { huntId: 'h', clueId: 'later' });
    answer = accepts;
    expect((await reported(client)).results.map(({ id }) => id)[1]).toBe(later);
  });
});

describe('the endpoint of a client', () => {
  it.each(['', '/', '//'])('may end in "%s"', async (end) => {
    const { client } = clientWith(1, { endpoint: `${url}${end}` });
    await client.flush();
    expect(paths).toEqual(['/v1/events']);
  });
});
