import { createServer, type Server } from 'node:net';
import { InputError } from '../../../core/errors.ts';

/** Loopback only, because the local runtime checks no credentials. */
const HOST = '127.0.0.1';

/**
 * Listens on a port of the loopback interface and returns the port.
 * @param port 0 uses a free one
 * @param option the command-line option that names the port, for the message
 * @throws InputError if the port is in use or not allowed
 */
export function listen(server: Server, port: number, option: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      const isInUse = error.code === 'EADDRINUSE';
      reject(
        new InputError({
          input: option,
          received: port,
          allowed: isInUse ? 'a port that no other program listens on' : 'a port of this machine that you may use',
          remedy: isInUse
            ? `Another "npm start" may be running. Give other ports (--port 0 --aws-port 0 uses free ones), or end the program that uses this one.`
            : `Give another port with ${option} (0 uses a free one).`,
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
 * Checks that a port of the loopback interface is free, before seconds of work that would be lost.
 * @param option the command-line option that names the port, for the message
 * @throws InputError if the port is in use or not allowed
 */
export async function checkPort(port: number, option: string): Promise<void> {
  const server = createServer();
  await listen(server, port, option);
  await new Promise((resolve) => server.close(resolve));
}
