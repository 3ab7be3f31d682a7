import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { checkPort, listen } from '../../../../local/aws/runtime/listen.ts';

describe('a port of the local runtime', () => {
  const servers = [createServer(), createServer()] as const;
  afterEach(() => {
    for (const server of servers) if (server.listening) server.close();
  });

  it('that another start uses is named, with the options that change both ports', async () => {
    const [first, second] = servers;
    const port = await listen(first, 0, '--aws-port');
    await expect(listen(second, port, '--aws-port')).rejects.toThrow(
      `--aws-port: got ${port}; allowed: a port that no other program listens on. Another "npm start" may be running. Give other ports (--port 0 --aws-port 0 uses free ones)`,
    );
  });

  it('is reported as in use before anything is set up; a free port stays free', async () => {
    const [first, second] = servers;
    const port = await listen(first, 0, '--port');
    await expect(checkPort(port, '--port')).rejects.toThrow(`--port: got ${port}; allowed: a port that no other`);
    await new Promise((resolve) => first.close(resolve));
    await checkPort(port, '--port');
    expect(await listen(second, port, '--port')).toBe(port);
  });
});
