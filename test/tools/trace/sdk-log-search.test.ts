import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { sdkLogSearch } from '../../../tools/trace/sdk-log-search.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Logs Insights, which answers `running` times that it is not done. */
async function insights(running: number, end = 'Complete') {
  const asked: { readonly target: string; readonly input: Readonly<Record<string, unknown>> }[] = [];
  let left = running;
  const server = createServer(async (request, response) => {
    const target = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    asked.push({ target, input: (await json(request)) as Record<string, unknown> });
    const results = [
      [
        { field: '@timestamp', value: '2026-11-27 11:59:01.100' },
        { field: '@log', value: '111122223333:/lambda/ingest' },
        { field: '@message', value: '{"events":"x"}' },
        { field: '@ptr', value: 'p' },
      ],
    ];
    left -= target === 'GetQueryResults' ? 1 : 0;
    const isDone = left < 0;
    const answer =
      target === 'StartQuery'
        ? { queryId: 'q-1' }
        : { status: isDone ? end : 'Running', results: isDone ? results : [] };
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const waits: number[] = [];
  const search = sdkLogSearch(
    {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    },
    async (ms) => {
      waits.push(ms);
    },
  );
  return { search, asked, waits };
}

describe('The search of log groups', () => {
  it('asks Logs Insights once for all groups, waits until it is done, and reads time, group and text', async () => {
    const { search, asked, waits } = await insights(2);
    const lines = await search.lines(['/lambda/ingest', '/lambda/claims'], 'claim-0000000001', 1_500, 9_100);
    expect(lines).toEqual([
      { at: Date.parse('2026-11-27T11:59:01.100Z'), group: '/lambda/ingest', text: '{"events":"x"}' },
    ]);
    expect(waits).toHaveLength(2);
    expect(asked.map(({ target }) => target)).toEqual(['StartQuery', ...Array(3).fill('GetQueryResults')]);
    expect(asked[0]?.input).toMatchObject({
      logGroupNames: ['/lambda/ingest', '/lambda/claims'],
      // In seconds, and no narrower than asked.
      startTime: 1,
      endTime: 10,
      queryString: expect.stringContaining('filter @message like "claim-0000000001"'),
    });
  });

  it('asks once for each fifty groups, which is what a query may have', async () => {
    const { search, asked } = await insights(0);
    await search.lines(
      Array.from({ length: 51 }, (_, n) => `/lambda/${n}`),
      'claim-0000000001',
      0,
      1_000,
    );
    expect(
      asked.filter(({ target }) => target === 'StartQuery').map(({ input }) => (input.logGroupNames as []).length),
    ).toEqual([50, 1]);
  });

  it('says how a query ended that has no answer', async () => {
    await expect((await insights(0, 'Failed')).search.lines(['g'], 'x', 0, 1)).rejects.toThrow(
      /ended the query as Failed/,
    );
    await expect((await insights(1e9)).search.lines(['g'], 'x', 0, 1)).rejects.toThrow(/not answered within 120 s/);
  });
});
