import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesize } from '../../build/synthesis/synthesize.ts';
import { stages } from '../../catalog/stages.ts';
import { CairnClient } from '../../client/client.ts';
import { smallHunt } from './hunts.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

const ORIGINS = ['https://play.example.com', 'https://admin.example.com'] as const;
const STRANGER = 'https://evil.example.com';
const HUNT = 'browser';

/** The header by which a browser lets a page of `origin` read an answer. */
const allowed = (response: Response) => response.headers.get('access-control-allow-origin');

describe('a browser', () => {
  const assemblyDirectory = mkdtempSync(path.join(os.tmpdir(), 'cairn-browser-'));
  let chain: LocalChain;
  let token: string;
  beforeAll(async () => {
    const stage = { ...stages.dev, corsOrigins: ORIGINS };
    await synthesize({ stage, outputDirectory: assemblyDirectory });
    chain = await startLocalChain({ assemblyDirectory });
    await chain.createHunt(HUNT, smallHunt());
    const answer = await fetch(`${chain.runtime.url}/local/token?player=ada`);
    token = ((await answer.json()) as { token: string }).token;
  });
  afterAll(async () => {
    await chain?.runtime.close();
    rmSync(assemblyDirectory, { recursive: true, force: true });
  });

  const call = (origin: string, resource: string, init: RequestInit = {}) =>
    fetch(`${chain.runtime.url}/v1/${resource}`, {
      ...init,
      headers: { origin, 'x-api-key': chain.runtime.apiKey, authorization: `Bearer ${token}`, ...init.headers },
    });
  const preflight = (origin: string, resource: string, method: string) =>
    fetch(`${chain.runtime.url}/v1/${resource}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization,content-type,x-api-key',
      },
    });

  it.each(ORIGINS)('of a page of %s may ask before it calls', async (origin) => {
    for (const [resource, method] of [
      ['events', 'POST'],
      [`hunts/${HUNT}`, 'PUT'],
      [`hunts/${HUNT}/leaderboard`, 'GET'],
      [`hunts/${HUNT}/players/me`, 'GET'],
    ] as const) {
      const answer = await preflight(origin, resource, method);
      expect([answer.status, allowed(answer)]).toEqual([204, origin]);
      expect(answer.headers.get('vary')).toBe('Origin');
      expect(answer.headers.get('access-control-allow-methods')?.split(',')).toContain(method);
      expect(answer.headers.get('access-control-allow-headers')?.split(',')).toEqual(
        expect.arrayContaining(['authorization', 'content-type', 'x-api-key']),
      );
    }
  });

  it.each(ORIGINS)('shows a page of %s the answers of the functions', async (origin) => {
    const sent = await call(origin, 'events', { method: 'POST', body: '{"events":[]}' });
    const read = await call(origin, `hunts/${HUNT}`);
    expect([read.status, allowed(read), read.headers.get('vary')]).toEqual([200, origin, 'Origin']);
    expect([allowed(sent), sent.headers.get('vary')]).toEqual([origin, 'Origin']);
  });

  it('shows a page the refusals of the gateway, when to come back included', async () => {
    const refused = await call(ORIGINS[0], `hunts/${HUNT}`, { headers: { authorization: 'Bearer none' } });
    expect([refused.status, allowed(refused)]).toEqual([401, '*']);
    expect(refused.headers.get('access-control-expose-headers')).toBe('Retry-After');
    const lost = await call(ORIGINS[0], 'nowhere');
    expect([lost.status, allowed(lost)]).toEqual([404, '*']);
  });

  it('keeps the answers of the functions from the page of a stranger', async () => {
    const asked = await preflight(STRANGER, 'events', 'POST');
    const read = await call(STRANGER, `hunts/${HUNT}`);
    expect(allowed(asked)).not.toBe(STRANGER);
    expect([read.status, allowed(read), read.headers.get('vary')]).toEqual([200, null, 'Origin']);
  });
});

describe('the URL of the API in the outputs of the stack', () => {
  let chain: LocalChain;
  beforeAll(async () => {
    chain = await startLocalChain();
    await chain.createHunt(HUNT, smallHunt());
  });
  afterAll(() => chain?.runtime.close());

  /** The client of an app whose endpoint is `endpoint`, sent to the runtime as DNS and the stage's path would send it. */
  const sendTo = async (endpoint: string) => {
    const { token } = (await (await fetch(`${chain.runtime.url}/local/token?player=ada`)).json()) as { token: string };
    const client = new CairnClient({
      endpoint,
      apiKey: chain.runtime.apiKey,
      token: () => token,
      fetch: (url, init) => fetch(String(url).replace(/^https:\/\/[^/]+\/dev/, chain.runtime.url), init),
    });
    client.track('hunt.joined', { huntId: HUNT, displayName: 'Ada' });
    return client.flush();
  };

  it('is one that our own client can be given', async () => {
    const { ApiUrl: url = '' } = chain.runtime.stack.outputs;
    expect(url).toMatch(/^https:\/\/.+\/dev$/);
    expect((await sendTo(url)).results.map(({ outcome }) => outcome)).toEqual(['accepted']);
  });

  it('would mislead with a slash at its end: API Gateway does not know //v1/events', async () => {
    const answer = await fetch(`${chain.runtime.url}//v1/events`, { method: 'POST', body: '{"events":[]}' });
    expect([answer.status, await answer.json()]).toMatchObject([404, { error: { code: 'not_found' } }]);
  });
});
