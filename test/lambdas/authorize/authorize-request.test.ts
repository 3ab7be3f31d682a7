import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { authorizeRequest } from '../../../lambdas/authorize/authorize-request.ts';
import { type Authenticate, authenticator } from '../../../lambdas/shared/http/authenticate.ts';
import { FETCH_EVERY_MS, RENEW_AFTER_MS } from '../../../lambdas/shared/http/issuer-keys.ts';
import { parseEmbeddedMetrics } from '../../../local/aws/services/metrics/emf.ts';
import { recordingLog } from '../../helpers/recorders.ts';

const trust = { issuer: 'https://issuer.test/', audience: 'cairn', roleClaim: 'role' };
const { privateKey, publicKey } = await generateKeyPair('ES256');
const stranger = await generateKeyPair('ES256');
const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256', use: 'sig' }] });

interface Claims {
  readonly sub?: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly expires?: string;
  readonly notBefore?: string;
  readonly role?: unknown;
  readonly key?: typeof privateKey;
  readonly kid?: string;
}

function token({
  sub = 'ada',
  issuer = trust.issuer,
  audience = 'cairn',
  expires = '1h',
  notBefore = '-1m',
  role,
  key = privateKey,
  kid = 'k',
}: Claims = {}) {
  return new SignJWT(role === undefined ? {} : { role })
    .setProtectedHeader({ alg: 'ES256', kid })
    .setSubject(sub)
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime(expires)
    .setNotBefore(notBefore)
    .sign(key);
}

/** An authorizer with a count of its faults, and its answers to headers. */
function authorizerOf(authenticate: Authenticate) {
  const faults: string[] = [];
  const log = recordingLog();
  const countFault = async () => {
    faults.push(String(log.lines.at(-1)?.fields.errorName));
  };
  return { authorize: authorizeRequest(authenticate, { log, countFault }), faults };
}

const noKeys = () => Promise.reject(new Error('nothing is fetched'));
const { authorize, faults } = authorizerOf(
  authenticator({ ...trust, jwks }, { clock: { now: Date.now }, fetchKeys: noKeys }),
);

function ask(headers: Record<string, string> | null) {
  return authorize({
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:us-east-1:000000000000:api/dev/POST/v1/events',
    headers,
    requestContext: { requestId: 'r' },
  } as unknown as APIGatewayRequestAuthorizerEvent);
}

describe('the authorizer', () => {
  it('lets a valid token call the whole stage, as the player it names', async () => {
    expect(await ask({ authorization: `Bearer ${await token()}` })).toEqual({
      principalId: 'ada',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'execute-api:Invoke',
            Effect: 'Allow',
            Resource: 'arn:aws:execute-api:us-east-1:000000000000:api/dev/*',
          },
        ],
      },
      context: { playerId: 'ada', role: 'player' },
    });
  });

  it.each([['organiser'], [['player', 'organiser']]])('recognises an organiser by the claim %j', async (role) => {
    const { context } = await ask({ Authorization: `Bearer ${await token({ role })}` });
    expect(context).toEqual({ playerId: 'ada', role: 'organiser' });
  });

  it.each<[string, Claims]>([
    ['of another issuer', { issuer: 'https://other.test/' }],
    ['for another audience', { audience: 'other' }],
    ['that has ended', { expires: '-1m' }],
    ['that is not valid yet', { notBefore: '1h' }],
    ['of another key', { key: stranger.privateKey }],
    ['of an unknown key', { kid: 'other' }],
    ['for a player that no key may hold', { sub: 'ada#1' }],
  ])('refuses a token %s', async (_name, claims) => {
    await expect(ask({ Authorization: `Bearer ${await token(claims)}` })).rejects.toThrow(/^Unauthorized$/);
    expect(faults).toEqual([]);
  });

  it.each([[null], [{}], [{ Authorization: '' }], [{ Authorization: 'Basic x' }], [{ Authorization: 'Bearer x.y.z' }]])(
    'refuses the headers %j',
    async (headers) => {
      await expect(ask(headers)).rejects.toThrow(/^Unauthorized$/);
    },
  );

  it.each<[string, () => Promise<unknown>]>([
    ['cannot be had', () => Promise.reject(new Error('ECONNREFUSED'))],
    ['are none', async () => ({ error: 'maintenance' })],
    ['are no object', async () => '<html>'],
  ])(
    'does not call a token wrong because the keys %s, and counts that as a fault of ours',
    async (_what, fetchKeys) => {
      const jwksUri = 'https://issuer.test/jwks.json';
      const cut = authorizerOf(authenticator({ ...trust, jwksUri }, { clock: { now: Date.now }, fetchKeys }));
      const headers = { Authorization: `Bearer ${await token()}` };
      const request = { headers, methodArn: 'arn:x/dev/GET/', requestContext: { requestId: 'r' } };
      for (let attempt = 0; attempt < 5; attempt += 1) {
        await expect(cut.authorize(request as unknown as APIGatewayRequestAuthorizerEvent)).rejects.toThrow(
          'the token cannot be checked',
        );
      }
      expect(cut.faults).toEqual(Array(5).fill('KeysUnavailableError'));
    },
  );

  it('counts wrong settings as a fault of ours, in a metric whose only dimension is the stage', async () => {
    const output: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => output.push(String(chunk)) > 0);
    vi.stubEnv('STAGE', 'test');
    vi.stubEnv('TOKEN_JWKS', undefined);
    vi.stubEnv('TOKEN_JWKS_URI', undefined);
    const { handler } = await import('../../../lambdas/authorize/handler.ts');
    const request = { headers: {}, methodArn: 'arn:x/dev/GET/', requestContext: { requestId: 'r' } };
    await expect(handler(request as unknown as APIGatewayRequestAuthorizerEvent)).rejects.toThrow(
      'the token cannot be checked',
    );
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    const metrics = output.flatMap((text) => text.split('\n')).flatMap(parseEmbeddedMetrics);
    expect(metrics).toMatchObject([
      { namespace: 'Cairn', name: 'AuthorizerFaults', dimensions: { stage: 'test' }, values: [1] },
    ]);
    expect(Object.keys(metrics[0]?.dimensions ?? {})).toEqual(['stage']);
  });
});

/** An issuer whose keys can be exchanged, an authorizer that uses it, and the time. */
async function issuer() {
  const pairs = { a: await generateKeyPair('ES256'), b: await generateKeyPair('ES256') };
  const publicKeys = {
    a: { ...(await exportJWK(pairs.a.publicKey)), kid: 'a', alg: 'ES256', use: 'sig' },
    b: { ...(await exportJWK(pairs.b.publicKey)), kid: 'b', alg: 'ES256', use: 'sig' },
  };
  const startedAt = Date.now();
  let elapsedMs = 0;
  let served: readonly ('a' | 'b')[] = ['a'];
  const fetches: number[] = [];
  let broken = false;
  const fetchKeys = async () => {
    fetches.push(elapsedMs);
    if (broken) throw new Error('503');
    return { keys: served.map((kid) => publicKeys[kid]) };
  };
  const clock = { now: () => startedAt + elapsedMs };
  const jwksUri = 'https://issuer.test/jwks.json';
  const { authorize: decide, faults: counted } = authorizerOf(
    authenticator({ ...trust, jwksUri }, { clock, fetchKeys }),
  );
  const answer = async (text: string): Promise<string> => {
    const request = { headers: { Authorization: `Bearer ${text}` }, methodArn: 'arn:x/dev/GET/', requestContext: {} };
    return decide(request as unknown as APIGatewayRequestAuthorizerEvent).then(
      ({ principalId }) => principalId ?? '',
      (error: Error) => (error.message === 'Unauthorized' ? '401' : '503'),
    );
  };
  return {
    tokenOf: (kid: 'a' | 'b') => token({ key: pairs[kid].privateKey, kid }),
    madeUp: (kid: string) => token({ key: stranger.privateKey, kid }),
    answer,
    fetches,
    faults: counted,
    serve: (...kids: readonly ('a' | 'b')[]) => {
      served = kids;
    },
    breakDown: () => {
      broken = true;
    },
    pass: (ms: number) => {
      elapsedMs += ms;
    },
  };
}

describe('when the issuer changes its key', () => {
  it('accepts the new key with its first token', async () => {
    const { tokenOf, answer, serve, fetches } = await issuer();
    expect(await answer(await tokenOf('a'))).toBe('ada');
    expect(await answer(await tokenOf('b'))).toBe('401');
    serve('a', 'b');
    expect(await answer(await tokenOf('b'))).toBe('ada');
    expect(await answer(await tokenOf('a'))).toBe('ada');
    expect(fetches).toHaveLength(3);
  });

  it('never calls a token of the new key wrong, and accepts it within five seconds, whatever keys a bot invents', async () => {
    const { tokenOf, madeUp, answer, serve, fetches, faults: counted, pass } = await issuer();
    expect(await answer(await tokenOf('a'))).toBe('ada');
    for (let bot = 0; bot < 20; bot += 1) expect(await answer(await madeUp(`bot-${bot}`))).toMatch(/^401|503$/);
    serve('a', 'b');
    expect(await answer(await tokenOf('b'))).toBe('503');
    expect(await answer(await tokenOf('a'))).toBe('ada');
    // The bot continues, and is the first to ask when the next fetch is allowed.
    pass(FETCH_EVERY_MS);
    expect(await answer(await madeUp('bot-again'))).toBe('401');
    expect(await answer(await tokenOf('b'))).toBe('ada');
    expect(fetches).toHaveLength(4);
    expect(counted).toEqual([]);
  });

  it('asks the issuer three times at once and then at most every five seconds', async () => {
    const { madeUp, answer, fetches, pass } = await issuer();
    for (let second = 0; second < 60; second += 1) {
      for (let bot = 0; bot < 3; bot += 1) await answer(await madeUp(`bot-${second}-${bot}`));
      pass(1_000);
    }
    expect(fetches.length).toBeLessThanOrEqual(3 + 60_000 / FETCH_EVERY_MS);
    expect(fetches.length).toBeGreaterThan(10);
  });

  it('spends no fetch on tokens of another issuer or on expired ones', async () => {
    const { answer, fetches } = await issuer();
    expect(await answer(await token({ kid: 'x', issuer: 'https://other.test/' }))).toBe('401');
    expect(await answer(await token({ kid: 'x', expires: '-1m' }))).toBe('401');
    expect(fetches).toEqual([]);
  });

  it('answers 401 and not "later" for a removed key, so that the phone renews its token', async () => {
    const { tokenOf, madeUp, answer } = await issuer();
    const old = await tokenOf('b');
    expect(await answer(old)).toBe('401');
    for (let bot = 0; bot < 5; bot += 1) await answer(await madeUp(`bot-${bot}`));
    for (let again = 0; again < 5; again += 1) expect(await answer(old)).toBe('401');
  });

  it('renews its keys in the background: a new key is known before its first token, a withdrawn one is refused', async () => {
    const { tokenOf, answer, serve, fetches, pass } = await issuer();
    const [a, b] = [await tokenOf('a'), await tokenOf('b')];
    expect(await answer(a)).toBe('ada');
    serve('b');
    pass(RENEW_AFTER_MS + 1);
    expect(await answer(a)).toBe('ada');
    await new Promise(setImmediate);
    expect(await answer(b)).toBe('ada');
    expect(fetches).toHaveLength(2);
    expect(await answer(a)).toBe('401');
  });

  it('continues with its keys while the issuer is down, and counts the tokens that it cannot check', async () => {
    const { tokenOf, answer, breakDown, faults: counted, pass } = await issuer();
    const [a, b] = [await tokenOf('a'), await tokenOf('b')];
    expect(await answer(a)).toBe('ada');
    breakDown();
    pass(RENEW_AFTER_MS + 1);
    expect(await answer(a)).toBe('ada');
    await new Promise(setImmediate);
    expect(await answer(a)).toBe('ada');
    expect(counted).toEqual([]);
    expect(await answer(b)).toBe('503');
    expect(counted).toEqual(['KeysUnavailableError']);
  });
});
