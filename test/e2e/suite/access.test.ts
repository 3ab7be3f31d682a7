import { describe, expect, it } from 'vitest';
import { smallHunt } from '../hunts.ts';
import { api, token } from './deployment.ts';
import { uniqueName } from './names.ts';

const PATH = `hunts/${uniqueName('none')}/players/me`;

describe('who may call', () => {
  it('lets a player with key and token in', async () => {
    const { status, body } = await api.request('ada', PATH);
    expect(status).toBe(404);
    expect(body).toEqual({ error: { code: 'unknown_hunt', message: expect.any(String) } });
  });

  it.each([
    ['no token', { authorization: undefined }],
    ['a token that is none', { authorization: 'Bearer not.a.token' }],
    ['no bearer', { authorization: 'Basic YWRhOnNlY3JldA==' }],
  ])('answers 401 to %s', async (_what, headers) => {
    const { status, body } = await api.request('ada', PATH, { headers });
    expect(status).toBe(401);
    expect(body).toEqual({ error: { code: 'unauthorized', message: expect.any(String) } });
  });

  it('answers 401 to a token whose signature is not its own', async () => {
    const [header, , signature] = (await token('ada')).split('.');
    const [, claims] = (await token('mallory', 'organiser')).split('.');
    const { status } = await api.request('ada', PATH, {
      headers: { authorization: `Bearer ${header}.${claims}.${signature}` },
    });
    expect(status).toBe(401);
  });

  it('answers 401 to a token that has expired', async () => {
    const { status } = await api.request('ada', PATH, {
      headers: { authorization: `Bearer ${await token('ada', undefined, -60)}` },
    });
    expect(status).toBe(401);
  });

  it.each([
    ['no API key', undefined],
    ['an API key that is none', 'a'.repeat(40)],
  ])('answers 403 to %s', async (_what, apiKey) => {
    const { status } = await api.request('ada', PATH, { headers: { 'x-api-key': apiKey } });
    expect(status).toBe(403);
  });

  it("answers a missing API key in the API's own form of an error", async () => {
    const { body } = await api.request('ada', PATH, { headers: { 'x-api-key': undefined } });
    expect(body).toEqual({ error: { code: 'invalid_api_key', message: expect.any(String) } });
  });

  it('lets organisers put hunts, and players not', async () => {
    const path = `hunts/${uniqueName('organised')}`;
    const refused = await api.request('ada', path, { method: 'PUT', body: smallHunt() });
    expect({ status: refused.status, code: refused.body.error.code }).toEqual({ status: 403, code: 'organiser_only' });
    const put = await api.request('organiser', path, { method: 'PUT', role: 'organiser', body: smallHunt() });
    expect(put.status).toBe(200);
  });

  it('answers 404 to a path that the API does not have', async () => {
    const { status, body } = await api.request('ada', 'treasures');
    expect(status).toBe(404);
    expect(body).toEqual({ error: { code: 'not_found', message: expect.any(String) } });
  });
});
