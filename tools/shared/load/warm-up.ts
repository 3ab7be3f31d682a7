import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seededRandom } from '../../../core/random.ts';
import { RequestSizes } from './batch.ts';
import { HttpTransport } from './http-transport.ts';
import { PreciseScheduler } from './precise-scheduler.ts';
import { DEFAULT_CONNECTIONS, type LoadOptions, startLoad } from './run-here.ts';

const SECONDS = 1;
const REQUESTS_PER_SECOND = 1_000;
const CONNECTIONS = 64;

/**
 * Runs the generator for a second against its own listener, so that its code is compiled before the first counted
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
  await startLoad(
    {
      ...options,
      segments: [{ seconds: SECONDS, from: rate, to: rate }],
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
