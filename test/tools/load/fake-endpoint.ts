import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { NO_COUNTS, type Pipeline, type PipelineCounts } from '../../../tools/load/pipeline.ts';

interface Sent {
  readonly id: string;
  readonly type: string;
}

/** The faults of an endpoint. */
export interface Misbehaviour {
  /** Accepts, and loses one event in this many. */
  readonly losesOneIn?: number;
  /** Delay of its answers, in milliseconds. */
  readonly lateMs?: number;
  /** Answers one event more than it was sent, in each request. */
  readonly addsResults?: boolean;
  /** Its counts contain this many fewer accepted events than its answers. */
  readonly countsFewer?: number;
  /** Never answers one request in this many. */
  readonly silentOneIn?: number;
  readonly status?: number;
  /** Error of reading its counts after the run, as if it had ended. */
  readonly endsBeforeCounts?: Error;
}

/** An API that answers as ingest does, and a pipeline that counts; each can be made to report wrongly. */
export class FakeEndpoint {
  readonly pipeline: Pipeline;
  readonly #server: Server;
  readonly #accepted = new Map<string, number>();
  readonly #processed = new Map<string, number>();
  readonly #misbehaviour: Misbehaviour;
  #events = 0;
  #requests = 0;
  connections = 0;
  gzipped = 0;
  readonly apiKeys = new Set<string>();
  readonly tokens = new Set<string>();

  constructor(misbehaviour: Misbehaviour = {}) {
    this.#misbehaviour = misbehaviour;
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const raw = Buffer.concat(chunks);
        const isGzip = request.headers['content-encoding'] === 'gzip';
        if (isGzip) this.gzipped += 1;
        this.apiKeys.add(String(request.headers['x-api-key']));
        this.tokens.add(String(request.headers.authorization));
        this.#requests += 1;
        const { silentOneIn, lateMs = 0, status = 202 } = misbehaviour;
        if (silentOneIn !== undefined && this.#requests % silentOneIn === 0) return;
        const body = status === 202 ? this.#take((isGzip ? gunzipSync(raw) : raw).toString()) : '{}';
        const answer = (): void => void response.writeHead(status).end(body);
        if (lateMs === 0) answer();
        else setTimeout(answer, lateMs);
      });
    });
    this.#server.on('connection', () => {
      this.connections += 1;
    });
    this.pipeline = {
      source: 'the fake endpoint',
      begin: async () => {},
      counts: async () => {
        if (misbehaviour.endsBeforeCounts !== undefined) throw misbehaviour.endsBeforeCounts;
        return this.#counts();
      },
      endToEnd: async () => ({}),
    };
  }

  async listen(): Promise<string> {
    await new Promise<void>((listening) => {
      this.#server.listen(0, '127.0.0.1', listening);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #take(text: string): string {
    const { losesOneIn, addsResults } = this.#misbehaviour;
    const { events } = JSON.parse(text) as { readonly events: readonly Sent[] };
    for (const { type } of events) {
      this.#events += 1;
      this.#accepted.set(type, (this.#accepted.get(type) ?? 0) + 1);
      const lost = losesOneIn !== undefined && this.#events % losesOneIn === 0;
      if (!lost) this.#processed.set(type, (this.#processed.get(type) ?? 0) + 1);
    }
    const results = events.map(({ id }, index) => ({ index, id, outcome: 'accepted' }));
    if (addsResults === true)
      results.push({ index: results.length, id: 'never-sent-000000000000', outcome: 'accepted' });
    return JSON.stringify({ results });
  }

  #counts(): Readonly<Record<string, PipelineCounts>> {
    const fewer = this.#misbehaviour.countsFewer ?? 0;
    return Object.fromEntries(
      [...this.#accepted].map(([type, accepted]) => {
        const processed = (this.#processed.get(type) ?? 0) - fewer;
        return [type, { ...NO_COUNTS, accepted: accepted - fewer, processed }];
      }),
    );
  }
}
