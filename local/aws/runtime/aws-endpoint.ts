import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { listen } from './listen.ts';

export type AwsRequest = IncomingMessage | Http2ServerRequest;
export type AwsResponse = ServerResponse | Http2ServerResponse;
export type AwsRequestListener = (request: AwsRequest, response: AwsResponse, body: Buffer) => void;

/** The first bytes of an HTTP/2 connection (RFC 9113, 3.4). The SDK's Kinesis client uses HTTP/2 without TLS too. */
const HTTP2_PREFACE = 'PRI * HTTP/2.0';
const KEEP_ALIVE_MS = 60_000;
/** The largest request of a modelled AWS API: PutRecords, with base64. */
const MAX_BODY_BYTES = 16 * 1_048_576;

/** The server of the AWS-compatible endpoint: HTTP/1.1 and HTTP/2 on one port of the loopback interface. */
export class AwsEndpoint {
  readonly #http1: Server;
  readonly #http2;
  readonly #tcp: TcpServer;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  #listener: AwsRequestListener = (_request, response) => {
    response.statusCode = 503;
    response.end();
  };

  constructor() {
    const take = (request: AwsRequest, response: AwsResponse): void => readBody(request, response, this.#handle);
    this.#http1 = createHttpServer({ keepAliveTimeout: KEEP_ALIVE_MS }, take);
    this.#http2 = createHttp2Server(take);
    this.#tcp = createTcpServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  readonly #handle: AwsRequestListener = (request, response, body) => this.#listener(request, response, body);

  /** @throws InputError naming `option` if the port is in use */
  async listen(port: number, option: string): Promise<void> {
    this.#port = await listen(this.#tcp, port, option);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  onRequest(listener: AwsRequestListener): void {
    this.#listener = listener;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#tcp.close(() => resolve());
    });
    for (const socket of this.#sockets) socket.destroy();
    this.#http1.close();
    this.#http2.close();
    await closed;
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      const isHttp2 = first.toString('latin1', 0, HTTP2_PREFACE.length) === HTTP2_PREFACE;
      (isHttp2 ? this.#http2 : this.#http1).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  }
}

function readBody(request: AwsRequest, response: AwsResponse, handle: AwsRequestListener): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  });
  request.on('error', () => response.end());
  request.on('end', () => {
    if (bytes > MAX_BODY_BYTES) {
      response.statusCode = 413;
      response.end();
      return;
    }
    handle(request, response, chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks));
  });
}
