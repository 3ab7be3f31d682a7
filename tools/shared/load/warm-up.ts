import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seededRandom } from '../../../core/random.ts';
import { RequestSizes } from './batch.ts';
import { HttpTransport } from './http-transport.ts';
import { PreciseScheduler } from './precise-scheduler.ts';
import { eventsOf } from './profile.ts';
import { DEFAULT_CONNECTIONS, type LoadOptions, startLoad } from './run-here.ts';

const REQUESTS_PER_SECOND = 1_000;
/** For as many requests as the run sends, within these bounds: a short run needs no second of full speed before it. */
const LEAST_SECONDS = 0.2;
const MOST_SECONDS = 1;
const CONNECTIONS = 64;

/**
 * Runs the generator for up to a second against its own listener, so that its code is compiled before the first counted
 * request. Otherwise the first tenths of a second of a run would measure the generator.
 */
export async function warmUp(options: LoadOptions): Promise<void> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const ids = [
        ...Buffer.concat(chunks)
          .toString('latin1')
          .matchAll(/"id":"([\w-]+)"/g),
      ].map(([, id]) => id);
      response.end(JSON.stringify({ results: ids.map((id, index) => ({ index, id, outcome: 'accepted' })) }));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const { meanEvents } = new RequestSizes(options.mix, options.batch ?? { kind: 'catalog' }, seededRandom(1));
  const rate = REQUESTS_PER_SECOND * meanEvents;
  const seconds = Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, eventsOf(options.segments) / rate));
  await startLoad(
    {
      ...options,
      segments: [{ seconds, from: rate, to: rate }],
      bounds: { timeoutMs: 1_000 },
    },
    {
      scheduler: new PreciseScheduler(),
      transport: new HttpTransport(
        `http://127.0.0.1:${port}`,
        Math.min(CONNECTIONS, options.maxConnections ?? DEFAULT_CONNECTIONS),
      ),
    },
  ).report;
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
}
