import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach } from 'vitest';
import { CairnClient, type ClientOptions, type FlushReport } from '../../client/client.ts';

type Event = { readonly id: string; readonly data: { readonly clueId: string } };
export type Answer = (response: ServerResponse, events: readonly Event[], request: IncomingMessage) => void;

export const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};
export const accepts: Answer = (response, events) =>
  json(response, 202, { results: events.map(({ id }, index) => ({ index, id, outcome: 'accepted' })) });
export const error = (code: string) => ({ error: { code, message: 'No.' } });

/** A server for each test of a file that answers as `answer` does, and remembers what it was asked. */
export function hostileServer() {
  let server: Server;
  const state = {
    url: '',
    answer: accepts,
    /** Events of each request, in order. */
    requests: [] as (readonly Event[])[],
    paths: [] as string[],
    clientWith,
  };

  beforeEach(async () => {
    state.requests = [];
    state.paths = [];
    state.answer = accepts;
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const events = body === '' ? [] : (JSON.parse(body).events ?? []);
      state.requests.push(events);
      state.paths.push(request.url ?? '');
      state.answer(response, events, request);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** A client of the server with so many events to send. */
  function clientWith(count: number, options: Partial<ClientOptions> = {}) {
    const client = new CairnClient({
      endpoint: state.url,
      apiKey: 'key',
      token: () => 'token',
      timeoutMs: 5_000,
      ...options,
    });
    const ids = Array.from({ length: count }, (_, index) =>
      client.track('clue.viewed', { huntId: 'h', clueId: `${index}` }),
    );
    return { client, ids };
  }

  return state;
}

/** Returns the report of a flush, or its error. */
export const flushed = (client: CairnClient) =>
  client.flush().then(
    (report): { report?: FlushReport; error?: unknown } => ({ report }),
    (rejection: unknown): { report?: FlushReport; error?: unknown } => ({ error: rejection }),
  );

/** Flushes until there is a report, because a machine under load may exceed a client's short time limit. */
export async function reported(client: CairnClient): Promise<FlushReport> {
  for (;;) {
    const { report } = await flushed(client);
    if (report !== undefined) return report;
  }
}
