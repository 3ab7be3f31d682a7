import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Gateway } from '../services/gateway/gateway.ts';
import type { GatewayAnswer } from '../services/gateway/http.ts';
import { MAX_PAYLOAD_BYTES } from '../services/gateway/request-body.ts';
import { listen } from './listen.ts';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const KEEP_ALIVE_MS = 60_000;
/** Time limit of a request, so that a stalled client cannot hold a connection open. */
const REQUEST_TIMEOUT_MS = 60_000;

/** The request of a page, without its path. */
export interface PageRequest {
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/**
 * Follows what happens, for as long as a page stays open.
 * @param send writes server-sent events; `false`: it wrote nothing, because the page does not keep up
 * @returns called once, when the page is closed
 */
export type Follow = (send: (text: string) => boolean) => () => void;

/** Pages of the runtime itself, besides the API. */
export interface OwnPages {
  /** Whether it answers the path, and not the API. */
  owns(path: string): boolean;
  answer(method: string, path: string, query: URLSearchParams, request: PageRequest): Promise<GatewayAnswer>;
  /** How a GET of the path is answered with server-sent events; `undefined` for any other path. */
  follow(path: string): Follow | undefined;
}

/** The HTTP server in front of the gateway: pages of the runtime's own answer their paths, the API all others. */
export class ApiFront {
  readonly #server: Server;
  readonly #pages: OwnPages | undefined;
  #gateway: Gateway | undefined;
  #port = 0;
  #active = 0;
  #closing = false;
  #onIdle: () => void = () => {};

  constructor(pages: OwnPages | undefined) {
    this.#pages = pages;
    this.#server = createServer(
      { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_TIMEOUT_MS, noDelay: true },
      (request, response) => this.#take(request, response),
    );
  }

  /** @throws InputError naming `option` if the port is in use */
  async listen(port: number, option: string): Promise<void> {
    this.#port = await listen(this.#server, port, option);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Number of requests without an answer yet. */
  get active(): number {
    return this.#active;
  }

  serve(gateway: Gateway): void {
    this.#gateway = gateway;
  }

  /** Calls `listener` whenever the last active request is answered. */
  onIdle(listener: () => void): void {
    this.#onIdle = listener;
  }

  /** Accepts no further requests. */
  stopAccepting(): void {
    this.#closing = true;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    this.#server.closeAllConnections();
    await closed;
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      // The gateway needs only one byte too many to refuse a body; the rest is read and dropped.
      if (bytes - chunk.length <= MAX_PAYLOAD_BYTES) chunks.push(chunk);
    });
    request.on('error', () => response.destroy());
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      // Frees the chunks now; the request's listeners would hold them until the answer.
      chunks.length = 0;
      this.#handle(request, response, body);
    });
  }

  #handle(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const { method = 'GET', url = '/', rawHeaders } = request;
    const [path = '/', query = ''] = url.split('?');
    if (this.#pages?.owns(path)) {
      const refusal = refusalOf(request);
      if (refusal !== undefined) {
        write(response, { status: 403, headers: [], body: refusal });
        return;
      }
      const follow = method === 'GET' ? this.#pages.follow(path) : undefined;
      if (follow !== undefined) {
        stream(response, follow);
        return;
      }
      const contentType = request.headers['content-type'];
      this.#pages.answer(method, path, new URLSearchParams(query), { contentType, body }).then(
        (answer) => write(response, answer),
        (error) => write(response, { status: 500, headers: [], body: String(error) }),
      );
      return;
    }
    if (this.#gateway === undefined || this.#closing) {
      write(response, { status: 503, headers: [['retry-after', '1']], body: '' });
      return;
    }
    this.#active += 1;
    const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
    const ended = (): void => {
      this.#active -= 1;
      if (this.#active === 0) this.#onIdle();
    };
    const respond = (answer: GatewayAnswer): void => {
      write(response, answer);
      ended();
    };
    this.#gateway.handle({ method, path, query, rawHeaders, body, sourceIp }, respond, () => {
      response.destroy();
      ended();
    });
  }
}

function write(response: ServerResponse, { status, headers, body }: GatewayAnswer): void {
  if (response.destroyed) return;
  response.statusCode = status;
  for (const [name, value] of headers) response.appendHeader(name, value);
  response.setHeader('content-length', Buffer.byteLength(body));
  response.end(body);
}

/** Sends server-sent events until the client or the server closes the connection. */
function stream(response: ServerResponse, follow: Follow): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
  const stop = follow((text) => {
    if (response.writableNeedDrain || response.destroyed) return false;
    response.write(text);
    return true;
  });
  response.once('close', stop);
}

/** Returns why the request may not use the runtime's own pages; `undefined` if it may. */
function refusalOf({ method, headers: { host, origin } }: IncomingMessage): string | undefined {
  if (!isLoopbackHost(host)) return 'only this machine may send requests, to 127.0.0.1 or localhost';
  // A browser names the origin of the page in every request that may change something (Fetch, 3.1).
  const isForeign = origin !== undefined && origin !== `http://${host}`;
  if (isForeign && method !== 'GET' && method !== 'HEAD') {
    return `a page of ${origin} may not change anything here; open http://${host}/`;
  }
  return undefined;
}

/**
 * Returns whether a `Host` header names this machine. A web page can point its own name at 127.0.0.1 (DNS rebinding)
 * and make a browser send requests here; the header then contains that name.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && LOOPBACK.has(host.replace(/:\d+$/, ''));
}
