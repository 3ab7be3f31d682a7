import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import { BoundedBroker, type BrokerOptions } from '../shared/bounded-broker.ts';

/** The post-mortem's architecture, over HTTP on the loopback interface. */
export interface BrokerServer {
  /** URL of the API, without `/v1`. */
  readonly url: string;
  readonly standing: () => BrokerStanding;
  close(): Promise<void>;
}

/** Counts of events. */
export interface BrokerStanding {
  readonly accepted: number;
  readonly refused: number;
  readonly processed: number;
  readonly waiting: number;
  /** How long the oldest event has waited, in milliseconds. */
  readonly oldestWaitMs: number;
}

/**
 * A scenario model of the seed's service, not a copy of it: one bounded broker for all event types behind the API,
 * which answers 503 if a request's events do not fit. Reads bodies without validating them.
 */
export async function startBrokerServer(options: BrokerOptions, scheduler: Scheduler): Promise<BrokerServer> {
  let accepted = 0;
  let processed = 0;
  const broker = new BoundedBroker<string>(options, scheduler, () => {
    processed += 1;
  });
  const take = (response: ServerResponse, body: string): void => {
    const ids = idsOf(body);
    if (ids === undefined) answer(response, 400, { error: { code: 'invalid_body', message: 'no events' } });
    else if (!broker.offer(ids)) {
      answer(response, 503, { error: { code: 'broker_full', message: 'the broker takes no more' } });
    } else {
      accepted += ids.length;
      answer(response, 202, { results: ids.map((id, index) => ({ index, id, outcome: 'accepted' })) });
    }
  };
  const server = createServer((request, response) => readBody(request, (body) => take(response, body)));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    standing: () => ({
      accepted,
      refused: broker.refused,
      processed,
      waiting: broker.waiting + broker.running,
      oldestWaitMs: broker.oldestWaitMs,
    }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Ids of a request's events; `undefined` if it has none. */
function idsOf(body: string): string[] | undefined {
  try {
    const { events } = JSON.parse(body) as { readonly events: readonly { readonly id: string }[] };
    return events.map(({ id }) => id);
  } catch {
    return undefined;
  }
}

function readBody(request: IncomingMessage, done: (body: string) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => done(Buffer.concat(chunks).toString()));
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
