import http, { type Agent, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { gzipSync } from 'node:zlib';
import { proxyOptions } from '../proxy.ts';
import { isLoopback } from './endpoint.ts';
import type { Phone } from './fleet.ts';
import type { LoadAnswer, LoadRequest, Transport } from './transport.ts';

/** An answer of 100 results has 7 KB. The limit keeps a server that never stops sending from filling the memory. */
const MAX_ANSWER_BYTES = 1_048_576;
/** Level 1 saves a phone's battery, and the generator's core. */
const GZIP_LEVEL = 1;

/**
 * Sends `POST /v1/events`, and the phones' reads, over HTTP/1.1 with kept-alive connections, at most `maxConnections`
 * at once.
 */
export class HttpTransport implements Transport {
  readonly #agent: Agent;
  readonly #request: typeof http.request;
  readonly #target: { readonly host: string; readonly port: string };
  /** URL of the API. */
  readonly #base: string;

  /** @param url of the API, without `/v1` */
  constructor(url: string, maxConnections: number) {
    const { protocol, hostname, port, pathname } = new URL(url);
    const secure = protocol === 'https:';
    const settings = {
      keepAlive: true,
      maxSockets: maxConnections,
      maxFreeSockets: maxConnections,
      // With a proxy between the generator and this machine, the run would measure the proxy.
      ...(isLoopback(new URL(url)) ? {} : proxyOptions()),
    };
    this.#agent = secure ? new https.Agent(settings) : new http.Agent(settings);
    this.#request = secure ? https.request : http.request;
    this.#target = {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (secure ? '443' : '80') : port,
    };
    this.#base = pathname.replace(/\/$/, '');
  }

  send({ body, token, apiKey, gzip, closesConnection }: LoadRequest, done: (answer: LoadAnswer) => void): () => void {
    const bytes = gzip ? gzipSync(body, { level: GZIP_LEVEL }) : Buffer.from(body);
    let over = false;
    const finish = (answer: LoadAnswer): void => {
      if (over) return;
      over = true;
      done(answer);
    };
    const request = this.#request(
      {
        ...this.#target,
        path: `${this.#base}/v1/events`,
        agent: this.#agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': bytes.length,
          'x-api-key': apiKey,
          authorization: `Bearer ${token}`,
          // The endpoint compresses answers for clients that accept it; the run should measure the chain, not zlib.
          'accept-encoding': 'identity',
          ...(gzip ? { 'content-encoding': 'gzip' } : {}),
          ...(closesConnection ? { connection: 'close' } : {}),
        },
      },
      (response) => readAnswer(response, finish),
    );
    request.on('error', (error: NodeJS.ErrnoException) => finish({ failure: error.code ?? error.message }));
    request.end(bytes);
    return () => {
      over = true;
      request.destroy();
    };
  }

  get(path: string, { token, apiKey }: Phone, done: (answer: LoadAnswer) => void): void {
    let over = false;
    const finish = (answer: LoadAnswer): void => {
      if (over) return;
      over = true;
      done(answer);
    };
    const headers = { 'x-api-key': apiKey, authorization: `Bearer ${token}`, 'accept-encoding': 'identity' };
    const request = this.#request(
      { ...this.#target, path: `${this.#base}${path}`, agent: this.#agent, method: 'GET', headers },
      (response) => readAnswer(response, finish),
    );
    request.on('error', (error: NodeJS.ErrnoException) => finish({ failure: error.code ?? error.message }));
    request.end();
  }

  close(): void {
    this.#agent.destroy();
  }
}

function readAnswer(response: IncomingMessage, finish: (answer: LoadAnswer) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_ANSWER_BYTES) chunks.push(chunk);
    else response.destroy(new Error('answer too long'));
  });
  response.on('end', () => finish({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
  response.on('error', (error: NodeJS.ErrnoException) => finish({ failure: error.code ?? error.message }));
}
