import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { proxyOptions, sdkThroughProxy, useProxiesElsewhereOnly } from '../../../tools/shared/proxy.ts';

const run = promisify(execFile);
const REPOSITORY = path.resolve(import.meta.dirname, '../../..');
/** A name that no DNS has (RFC 2606), so only a proxy can answer for it. */
const ELSEWHERE = 'http://cairn.invalid';

describe('a proxy on the machine', () => {
  const servers: Server[] = [];
  let asked: string[];
  const listening = async (answer: string): Promise<string> => {
    const server = createServer((request, response) => {
      if (answer === 'proxied') asked.push(new URL(request.url ?? '', 'http://no-proxy-request.invalid').hostname);
      response.setHeader('content-type', 'application/json').end(answer);
    });
    // node:http and undici may ask for a tunnel; requests in it are answered like any other.
    server.on('connect', (request, socket, head) => {
      asked.push(String(request.url).replace(/:\d+$/, ''));
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.unshift(head);
      inner.emit('connection', socket);
    });
    const inner = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json').end(answer);
    });
    servers.push(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  beforeEach(() => {
    asked = [];
  });
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  it.each<[string, (proxy: string) => Record<string, string>]>([
    ['NODE_USE_ENV_PROXY', (proxy) => ({ NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy, HTTPS_PROXY: proxy })],
    ['NODE_OPTIONS', (proxy) => ({ NODE_OPTIONS: '--use-env-proxy', http_proxy: proxy })],
    ['HTTP_PROXY alone, as for curl', (proxy) => ({ HTTP_PROXY: proxy })],
    ['a NO_PROXY of its own', (proxy) => ({ NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy, no_proxy: 'example.com' })],
  ])('serves requests that leave the machine, and no others: %s', async (_name, variables) => {
    const here = await listening('direct');
    const proxy = await listening('proxied');
    const { PATH } = process.env;
    const { stdout } = await run(
      process.execPath,
      ['bin/node24.mjs', 'test/fixtures/machine/call-with-proxy.ts', here, ELSEWHERE],
      { cwd: REPOSITORY, env: { PATH, ...variables(proxy) } },
    );
    expect(JSON.parse(stdout)).toMatchObject({
      'fetch here': 'direct',
      'http here': 'direct',
      'load here': 'direct',
      'fetch elsewhere': 'proxied',
      'http elsewhere': 'proxied',
      'load elsewhere': 'proxied',
    });
    expect(asked).toHaveLength(5);
    expect(new Set(asked)).toEqual(new Set(['cairn.invalid']));
  });

  it('adds this machine to NO_PROXY, once', () => {
    const environment: NodeJS.ProcessEnv = {
      HTTPS_PROXY: 'http://proxy.invalid:3128',
      NO_PROXY: 'intra.example, localhost',
    };
    for (let time = 0; time < 2; time += 1) {
      useProxiesElsewhereOnly(environment);
      expect(environment.NO_PROXY).toBe('intra.example,localhost,127.0.0.1,::1,[::1]');
      expect(environment.no_proxy).toBe(environment.NO_PROXY);
    }
  });

  it('is not used, and the reason is printed, if its URL is not usable', () => {
    const said: string[] = [];
    useProxiesElsewhereOnly({ HTTP_PROXY: 'http://:x' }, (text) => said.push(text));
    expect(said.join('\n')).toMatch(
      /requests go to no proxy, as the one of HTTP_PROXY or HTTPS_PROXY cannot be used: .+/,
    );
  });

  it('changes nothing if there is none', async () => {
    const environment = { HTTP_PROXY: '' };
    useProxiesElsewhereOnly(environment);
    expect(environment).toEqual({ HTTP_PROXY: '' });
    expect(proxyOptions(environment)).toEqual({});
    expect(await sdkThroughProxy(environment)).toEqual({});
  });
});
