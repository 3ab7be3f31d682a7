import { describe, expect, it } from 'vitest';
import { event, updatedStack } from './updated-stack.ts';

const stack = updatedStack();
const { post, reload, load, processedMore } = stack;

describe('other code in a running function', () => {
  it('runs later invocations, while running ones end on the old code', async () => {
    await reload('ingest', 'old');
    const slow = post({ sleepMs: 400, events: [event()] });
    await expect.poll(() => stack.logged).toContain('begins in old');
    await reload('ingest', 'new');
    const fast = await post({ events: [event()] });
    expect(fast.headers.get('x-code')).toBe('new');
    const answer = await slow;
    expect([answer.status, answer.headers.get('x-code')]).toEqual([202, 'old']);
  });

  it('is not applied if it throws while it loads', async () => {
    await reload('ingest', 'good');
    await expect(reload('ingest', 'bad', "throw new TypeError('no such table')")).rejects.toThrow(
      'TypeError: no such table',
    );
    expect((await post({ events: [event()] })).headers.get('x-code')).toBe('good');
  });

  it('loses no event and processes none twice under load', async () => {
    const end = load();
    await processedMore();
    for (const name of ['second', 'third', 'fourth']) {
      await reload('handle', name);
      await reload('ingest', name);
      await processedMore();
    }
    const accepted = await end();
    const counts = (await stack.runtime.drain())['thing.done'];
    expect(counts).toMatchObject({ accepted, processed: accepted, duplicates: 0, inFlight: 0 });
    expect(stack.logged).toContain('begins in fourth');
  });
});
