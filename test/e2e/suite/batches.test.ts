import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { event } from '../hunts.ts';
import { api } from './deployment.ts';

const view = () => event('clue.viewed', { huntId: 'no-such-hunt-is-needed', clueId: 'a' });

describe('POST /v1/events', () => {
  it('accepts the good events of a batch and rejects each bad one with its reason', async () => {
    const good = view();
    const { status, body } = await api.request('ada', 'events', {
      body: {
        events: [
          good,
          { ...view(), type: 'clue.veiwed' },
          { ...view(), id: 'short' },
          { ...view(), occurredAt: 'yesterday' },
          { ...view(), data: { huntId: 'x', clueId: 'a', extra: true } },
          { ...view(), playerId: 'mallory' },
          'no event at all',
          good,
        ],
      },
    });
    expect(status).toBe(202);
    expect(body.results.map(({ outcome, code }: { outcome: string; code?: string }) => code ?? outcome)).toEqual([
      'accepted',
      'unknown_type',
      'invalid_id',
      'schema_violation',
      'schema_violation',
      'player_mismatch',
      'invalid_event',
      'accepted',
    ]);
    expect(body.results.map(({ index }: { index: number }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('answers 400 where no event of a batch is valid', async () => {
    const { status, body } = await api.request('ada', 'events', { body: { events: [{ ...view(), id: 'short' }] } });
    expect({ status, outcome: body.results[0].outcome }).toEqual({ status: 400, outcome: 'rejected' });
  });

  it.each([
    ['no events', { events: [] }],
    ['a hundred and one', { events: Array.from({ length: 101 }, view) }],
    ['no list', { events: 'all of them' }],
    ['no JSON', '{"events":['],
  ])('refuses a body with %s', async (_what, body) => {
    const answer = await api.request('ada', 'events', { body });
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toMatch(/^[a-z_]+$/);
  });

  const named = (displayName: string) =>
    JSON.stringify({ events: [event('hunt.joined', { huntId: 'no-such-hunt-is-needed', displayName })] });

  describe.each([
    ['plain', false, 'application/json'],
    ['with a charset', false, 'application/json; charset=utf-8'],
    ['compressed', true, 'application/json'],
  ])('sent %s', (how, gzip, contentType) => {
    const send = (bytes: Buffer) =>
      api.request('ada', 'events', {
        body: gzip ? gzipSync(bytes) : Uint8Array.from(bytes),
        headers: { 'content-type': contentType, ...(gzip && { 'content-encoding': 'gzip' }) },
      });

    it(`refuses bytes that are not UTF-8 whole, ${how}`, async () => {
      const { status, body } = await send(Buffer.from(named('J\xfcrgen'), 'latin1'));
      expect({ status, code: body.error?.code }).toEqual({ status: 400, code: 'invalid_encoding' });
    });

    it(`takes a U+FFFD that was sent, ${how}`, async () => {
      expect((await send(Buffer.from(named('J\ufffdrgen \xfc')))).status).toBe(202);
    });
  });

  it('takes a gzip body', async () => {
    const { status, body } = await api.request('ada', 'events', {
      body: gzipSync(JSON.stringify({ events: [view()] })),
      headers: { 'content-encoding': 'gzip' },
    });
    expect(status).toBe(202);
    expect(body.results).toMatchObject([{ outcome: 'accepted' }]);
  });
});
