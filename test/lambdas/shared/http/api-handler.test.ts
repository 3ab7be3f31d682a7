import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { handleApi } from '../../../../lambdas/shared/http/api-handler.ts';
import type { Authenticate } from '../../../../lambdas/shared/http/authenticate.ts';
import { KeysPendingError, KeysUnavailableError } from '../../../../lambdas/shared/http/issuer-keys.ts';
import { respond } from '../../../../lambdas/shared/http/respond.ts';
import { proxyRequest } from '../../../helpers/proxy-request.ts';
import { recordingLog } from '../../../helpers/recorders.ts';

const echo = (authenticate?: Authenticate) =>
  handleApi({ clock: new VirtualScheduler(), log: recordingLog(), authenticate }, async (_request, caller) =>
    respond(200, caller),
  );
const organised = proxyRequest({ caller: { playerId: 'mallory', role: 'organiser' } });

describe('the caller of an API function', () => {
  it('is the one that the authorizer determined', async () => {
    const { statusCode, body } = await echo()(organised);
    expect([statusCode, JSON.parse(body)]).toEqual([200, { playerId: 'mallory', role: 'organiser' }]);
  });

  it('is nobody if there was no authorizer', async () => {
    const { statusCode, body } = await echo()(proxyRequest({ caller: null, headers: { authorization: 'Bearer x' } }));
    expect([statusCode, JSON.parse(body).error.code]).toEqual([401, 'unauthorized']);
  });
});

describe('the answer of an API function to a page', () => {
  const ask = async (corsOrigins: readonly string[], headers: Record<string, string>, caller: null | object = {}) => {
    const handler = handleApi({ clock: new VirtualScheduler(), log: recordingLog(), corsOrigins }, async () =>
      respond(200, {}, { 'retry-after': '1' }),
    );
    const answer = await handler(proxyRequest({ headers, caller: caller === null ? null : { playerId: 'ada' } }));
    return answer.headers;
  };
  const TWO = ['https://a.example', 'https://b.example'];

  it('echoes an origin of the list, and declares that the answer depends on it', async () => {
    for (const name of ['origin', 'Origin']) {
      expect(await ask(TWO, { [name]: 'https://b.example' })).toEqual({
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'retry-after': '1',
        vary: 'Origin',
        'access-control-allow-origin': 'https://b.example',
        'access-control-expose-headers': 'Retry-After',
      });
    }
  });

  it('can be read by the page even if it is a refusal', async () => {
    const headers = await ask(TWO, { origin: 'https://a.example' }, null);
    expect(headers).toMatchObject({ 'access-control-allow-origin': 'https://a.example' });
  });

  it('echoes no other origin, and none if no page may call', async () => {
    const stranger = await ask(TWO, { origin: 'https://c.example' });
    expect(stranger).toMatchObject({ vary: 'Origin' });
    expect(stranger).not.toHaveProperty('access-control-allow-origin');
    expect(Object.keys((await ask([], { origin: 'https://a.example' })) ?? {})).toHaveLength(3);
    expect(await ask(TWO, {})).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('the caller of an API function that checks tokens itself', () => {
  const authenticate: Authenticate = async (header) =>
    header === 'Bearer good' ? { playerId: 'ada', role: 'player' } : undefined;

  it.each(['authorization', 'Authorization'])('is the player of the token in %s', async (name) => {
    const { body } = await echo(authenticate)(proxyRequest({ caller: null, headers: { [name]: 'Bearer good' } }));
    expect(JSON.parse(body)).toEqual({ playerId: 'ada', role: 'player' });
  });

  it('is nobody without a valid token, whatever the request contains about an authorizer', async () => {
    const { statusCode } = await echo(authenticate)(organised);
    expect(statusCode).toBe(401);
  });

  it('is not refused if the keys cannot be fetched', async () => {
    const { statusCode, body } = await echo(() => Promise.reject(new Error('no route to the issuer')))(organised);
    expect([statusCode, JSON.parse(body).error.code]).toEqual([500, 'internal_error']);
    expect(body).not.toContain('issuer');
  });

  it.each([new KeysPendingError('soon'), new KeysUnavailableError('down')])('may retry after %s', async (error) => {
    const { statusCode, headers, body } = await echo(() => Promise.reject(error))(organised);
    expect([statusCode, headers?.['retry-after'], JSON.parse(body).error.code]).toEqual([
      503,
      '5',
      'authorizer_unavailable',
    ]);
  });
});
