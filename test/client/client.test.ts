import { describe, expect, it } from 'vitest';
import { ApiError } from '../../client/api-error.ts';
import { CairnClient } from '../../client/client.ts';
import type { EventResult } from '../../client/events.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

/** Creates a client whose requests get `answers` in turn, and records the bodies that it sent. */
function clientWith(...answers: (Answer | ((events: { id: string }[]) => Answer))[]) {
  const sent: { id: string }[][] = [];
  let next = 0;
  const client = new CairnClient({
    endpoint: 'http://api.invalid',
    apiKey: 'key',
    token: () => 'token',
    now: () => 0,
    createId: () => {
      next += 1;
      return `event-${String(next).padStart(10, '0')}`;
    },
    fetch: async (_url, init) => {
      const { events } = JSON.parse(String(init?.body ?? '{"events":[]}'));
      sent.push(events);
      const answer = answers[sent.length - 1];
      if (answer === undefined) throw new Error('network is down');
      const { status, body, headers = {} } = typeof answer === 'function' ? answer(events) : answer;
      return new Response(JSON.stringify(body), { status, headers });
    },
  });
  return { client, sent };
}

const each =
  (status: number, outcome: EventResult['outcome'], extra: Partial<EventResult> = {}) =>
  (events: { id: string }[]): Answer => ({
    status,
    body: { results: events.map(({ id }, index) => ({ index, id, outcome, ...extra })) },
  });

describe('the client', () => {
  it('keeps events until each is accepted or rejected, and sends the same ids again', async () => {
    const { client, sent } = clientWith(
      (events) => ({
        status: 202,
        body: {
          results: events.map(({ id }, index) => ({
            index,
            id,
            outcome: (['accepted', 'rejected', 'throttled'] as const)[index],
            retryAfterMs: index === 2 ? 700 : undefined,
          })),
        },
      }),
      each(202, 'accepted'),
    );
    const ids = ['a', 'b', 'c'].map((clueId) => client.track('clue.viewed', { huntId: 'h', clueId }));
    expect(await client.flush()).toMatchObject({ waiting: 1, retryAfterMs: 700 });
    expect(await client.flush()).toMatchObject({ waiting: 0 });
    expect(sent.map((events) => events.map(({ id }) => id))).toEqual([ids, [ids[2]]]);
  });

  it('keeps all events if the network fails', async () => {
    const { client } = clientWith();
    client.track('clue.viewed', { huntId: 'h', clueId: 'a' });
    await expect(client.flush()).rejects.toThrow('network is down');
    expect(await client.flush().catch(() => 'again')).toBe('again');
  });

  it("treats the gateway's refusal over its quota as throttled, and waits as long as it asks", async () => {
    const { client } = clientWith({
      status: 429,
      body: { error: { code: 'throttled', message: 'Slow down.' } },
      headers: { 'retry-after': '3' },
    });
    client.track('clue.viewed', { huntId: 'h', clueId: 'a' });
    expect(await client.flush()).toMatchObject({
      waiting: 1,
      retryAfterMs: 3_000,
      results: [{ outcome: 'throttled' }],
    });
  });

  it('drops a batch of invalid events that the endpoint rejected whole', async () => {
    const { client } = clientWith(each(400, 'rejected', { code: 'unknown_type' }));
    client.track('clue.viewed', { huntId: 'h', clueId: 'a' });
    expect(await client.flush()).toMatchObject({
      waiting: 0,
      results: [{ outcome: 'rejected', code: 'unknown_type' }],
    });
  });

  it('shares one request between overlapping flushes', async () => {
    const { client, sent } = clientWith(each(202, 'accepted'));
    client.track('clue.viewed', { huntId: 'h', clueId: 'a' });
    const [first, second] = await Promise.all([client.flush(), client.flush()]);
    expect(first).toBe(second);
    expect(sent).toHaveLength(1);
  });

  it('sends at most the allowed number of events in a request', async () => {
    const { client, sent } = clientWith(each(202, 'accepted'), each(202, 'accepted'));
    for (let index = 0; index < 130; index += 1) client.track('clue.viewed', { huntId: 'h', clueId: 'a' });
    await client.flush();
    await client.flush();
    expect(sent.map((events) => events.length)).toEqual([100, 30]);
  });

  it('throws other refusals with the code and message of the endpoint', async () => {
    const { client } = clientWith({ status: 403, body: { error: { code: 'forbidden', message: 'No.' } } });
    await expect(client.get('hunts/h')).rejects.toEqual(new ApiError(403, 'forbidden', 'No.', undefined));
  });
});
