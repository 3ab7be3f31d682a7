import { createServer, type Server } from 'node:net';
import { InputError } from '../../../core/errors.ts';

/** Loopback only: the local runtime checks nobody's credentials. */
const HOST = '127.0.0.1';

/**
 * Listens on a port of the loopback interface and answers it.
 * @param port 0 takes a free one
 * @param option the command-line option that names the port, for the message
 * @throws InputError where the port is taken or not allowed
 */
export function listen(server: Server, port: number, option: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        new InputError({
          input: option,
          received: port,
          allowed: taken ? 'a port that no other program listens on' : 'a port of this machine that you may use',
          remedy: taken
            ? `Another "npm start" may be running. Give other ports (--port 0 --aws-port 0 takes free ones), or end the program that has this one.`
            : `Give another port with ${option} (0 takes a free one).`,
        }),
      );
    };
    server.once('error', failed);
    server.listen(port, HOST, () => {
      server.off('error', failed);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/**
 * Whether a port of the loopback interface could be listened on now: asked before work of seconds, which would be lost.
 * @param option the command-line option that names the port, for the message
 * @throws InputError where the port is taken or not allowed
 */
export async function checkPort(port: number, option: string): Promise<void> {
  const server = createServer();
  await listen(server, port, option);
  await new Promise((resolve) => server.close(resolve));
}
