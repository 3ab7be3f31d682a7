import { describe, expect, it } from 'vitest';
import { hostileServer } from './hostile-server.ts';

const server = hostileServer();

describe('the endpoint of a client', () => {
  it.each(['', '/', '//'])('may end in "%s"', async (end) => {
    const { client } = server.clientWith(1, { endpoint: `${server.url}${end}` });
    await client.flush();
    expect(server.paths).toEqual(['/v1/events']);
  });
});
