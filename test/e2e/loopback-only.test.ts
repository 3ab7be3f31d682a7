import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalChain, startLocalChain } from './local-chain.ts';

describe('the local pages', () => {
  let chain: LocalChain;
  beforeAll(async () => {
    chain = await startLocalChain();
  });
  afterAll(() => chain?.runtime.close());

  it.each([
    ['token', '/local/token?player=ada'],
    ['metrics', '/metrics'],
    ['console', '/'],
    ['feed of the console', '/local/console/feed'],
  ])('give no %s to a page that rebound its name to this machine', async (_, page) => {
    const status = await new Promise((resolve, reject) => {
      get(`${chain.runtime.url}${page}`, { headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });
    expect(status).toBe(403);
  });

  it.each([
    ['POST', 'load', 'text/plain', '{"factor":2}', 415, 'send JSON'],
    ['POST', 'load', 'application/json', '{', 400, 'allowed: a JSON object'],
    ['POST', 'load', 'application/json', '{"factor":2}', 400, 'allowed: a runtime with phones'],
    ['POST', 'poison', 'application/json', '{"type":"clue.eaten"}', 400, 'Name one of these event types.'],
    ['POST', 'nothing', 'application/json', '{}', 404, 'the console has no POST'],
    ['DELETE', 'load', 'application/json', undefined, 405, 'takes GET or POST'],
    ['GET', 'hop?id=stream:clue.eaten', 'application/json', undefined, 404, 'in the chain that runs'],
    ['GET', 'runbook?name=../../package', 'application/json', undefined, 400, 'name a page of docs/runbooks'],
    ['GET', 'runbook?name=nothing', 'application/json', undefined, 404, 'docs/runbooks has no nothing.md'],
  ])('of the console answer %s %s as %s with %s by %d: %s', async (method, page, type, body, status, says) => {
    const answer = await fetch(`${chain.runtime.url}/local/console/${page}`, {
      method,
      headers: { 'content-type': type },
      ...(body !== undefined && { body }),
    });
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(says)]);
  });

  it('let no page of another address change anything, and let their own', async () => {
    const post = async (origin: string): Promise<number> => {
      const body = JSON.stringify({ kind: 'function-crash', after: '1h' });
      const headers = { origin, 'content-type': 'application/json' };
      return (await fetch(`${chain.runtime.url}/local/faults`, { method: 'POST', headers, body })).status;
    };
    expect(await post('http://evil.example')).toBe(403);
    expect(await post('http://127.0.0.1:1')).toBe(403);
    expect(await post('null')).toBe(403);
    expect(chain.runtime.faults.list()).toEqual([]);
    expect(await post(chain.runtime.url)).toBe(201);
  });
});
