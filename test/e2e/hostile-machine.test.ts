import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CairnProcess, spawnCairn } from './cairn-process.ts';

/** Each of these led a client to AWS, to a proxy where nothing listens, or to an error, before it was cut off. */
const CONFIG = `[default]
use_fips_endpoint = true
use_dualstack_endpoint = true
ignore_configured_endpoint_urls = true
region = mars-north-1
retry_mode = sometimes
defaults_mode = fast
credential_process = /does/not/exist
`;
const VARIABLES = {
  AWS_PROFILE: 'nobody',
  AWS_USE_FIPS_ENDPOINT: 'true',
  AWS_USE_DUALSTACK_ENDPOINT: 'true',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_ENDPOINT_URL_CLOUDWATCH: 'http://127.0.0.1:9',
  AWS_CA_BUNDLE: '/does/not/exist',
  AWS_ACCESS_KEY_ID: 'REAL',
  NODE_USE_ENV_PROXY: '1',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  http_proxy: 'http://127.0.0.1:9',
  LC_ALL: 'C',
};

/** A port that had a listener until now. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

describe('on a machine whose settings lead elsewhere', () => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'cairn-hostile-'));
  const { NO_PROXY: _upper, no_proxy: _lower, AWS_CONFIG_FILE: _config, ...own } = process.env;
  const { AWS_SHARED_CREDENTIALS_FILE: _credentials, ...environment } = own;
  const hostile = { ...environment, ...VARIABLES, HOME: home };
  const running: CairnProcess[] = [];
  const cairn = (...args: string[]): CairnProcess => {
    const started = spawnCairn(args, undefined, hostile);
    running.push(started);
    return started;
  };
  let url: string;

  beforeAll(async () => {
    mkdirSync(path.join(home, '.aws'));
    writeFileSync(path.join(home, '.aws/config'), CONFIG);
    const start = cairn('start', '--port', '0', '--aws-port', '0', '--no-watch', '--players', '2', '--seed', '3');
    [, url = ''] = await start.printed(/^ready (\S+)$/m);
    await start.printed(/2 phones set out on hunt "edinburgh"/);
  });
  afterAll(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    await Promise.all(running.map(({ exited }) => exited));
    rmSync(home, { recursive: true, force: true });
  });

  it('load sends and accounts for every event, and reads the runtime’s CloudWatch', async () => {
    const load = cairn(
      ...['load', '--url', url, '--rate', '100', '--for', '2s', '--phones', '10', '--objective', 'unaccounted=0'],
    );
    expect(await load.exited, load.output()).toBe(0);
    expect(load.output()).toContain('met    unaccounted=0: 0');
    expect(load.output()).not.toContain('accepted 0 ');
  });

  it('calibrate reads what the functions did', async () => {
    const calibrate = cairn('calibrate', '--url', url, '--out', '-');
    expect(await calibrate.exited, calibrate.output()).toBe(0);
    expect(calibrate.output()).toContain('local runtime at');
  });

  it('load names the cause where nothing answers', async () => {
    const closed = `127.0.0.1:${await closedPort()}`;
    const load = cairn('load', '--url', `http://${closed}`);
    expect(await load.exited).toBe(1);
    expect(load.output()).toContain(`No answer (fetch failed: connect ECONNREFUSED ${closed})`);
  });

  it('npm start plays on, and ends with every event accounted for', async () => {
    const [start] = running;
    start?.child.kill('SIGINT');
    expect(await start?.exited).toBe(0);
    expect(start?.output()).toMatch(/^total +[1-9][\d,]* +\d+ .* 0$/m);
    expect(start?.output()).not.toContain('players: fetch failed');
  });
});
