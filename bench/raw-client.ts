/** A process that sends one request again and again over keep-alive connections, as fast as the answers come. */
import { connect } from 'node:net';

export interface RawClientOrder {
  readonly host: string;
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Head and body of a request, as it goes over the wire. */
  readonly request: string;
}

export interface RawClientCount {
  readonly answered: number;
  /** Answers with another status than 200. */
  readonly refused: number;
}

process.on('message', ({ host, port, connections, seconds, request }: RawClientOrder) => {
  const bytes = Buffer.from(request);
  const until = performance.now() + seconds * 1_000;
  let answered = 0;
  let refused = 0;
  let open = connections;
  for (let index = 0; index < connections; index += 1) {
    const socket = connect({ host, port, noDelay: true });
    let received = '';
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      const end = received.indexOf('\r\n\r\n');
      const [, length = '0'] = /content-length: (\d+)/i.exec(received) ?? [];
      if (end < 0 || received.length < end + 4 + Number(length)) return;
      answered += 1;
      if (!received.startsWith('HTTP/1.1 200')) refused += 1;
      received = '';
      if (performance.now() < until) socket.write(bytes);
      else socket.end();
    });
    socket.on('close', () => {
      open -= 1;
      if (open === 0) process.send?.({ answered, refused } satisfies RawClientCount, () => process.exit(0));
    });
    socket.write(bytes);
  }
});
