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
  ])('give no %s to a page that rebound its name to this machine', async (_, page) => {
    const status = await new Promise((resolve, reject) => {
      get(`${chain.runtime.url}${page}`, { headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });
    expect(status).toBe(403);
  });
});
