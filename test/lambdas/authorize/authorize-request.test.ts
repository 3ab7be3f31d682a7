import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { authorizeRequest } from '../../../lambdas/authorize/authorize-request.ts';
import { authenticator } from '../../../lambdas/shared/authenticate.ts';
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
  readonly role?: unknown;
  readonly key?: typeof privateKey;
  readonly kid?: string;
}

function token({
  sub = 'ada',
  issuer = trust.issuer,
  audience = 'cairn',
  expires = '1h',
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
    .sign(key);
}

const authorize = authorizeRequest(authenticator({ ...trust, jwks }), recordingLog());

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

  it.each([['organiser'], [['player', 'organiser']]])('knows an organiser by the claim %j', async (role) => {
    const { context } = await ask({ Authorization: `Bearer ${await token({ role })}` });
    expect(context).toEqual({ playerId: 'ada', role: 'organiser' });
  });

  it.each<[string, Claims]>([
    ['of another issuer', { issuer: 'https://other.test/' }],
    ['for another audience', { audience: 'other' }],
    ['that has ended', { expires: '-1m' }],
    ['of another key', { key: stranger.privateKey }],
    ['of an unknown key', { kid: 'other' }],
    ['for a player that no key may hold', { sub: 'ada#1' }],
  ])('refuses a token %s', async (_name, claims) => {
    await expect(ask({ Authorization: `Bearer ${await token(claims)}` })).rejects.toThrow(/^Unauthorized$/);
  });

  it.each([[null], [{}], [{ Authorization: '' }], [{ Authorization: 'Basic x' }], [{ Authorization: 'Bearer x.y.z' }]])(
    'refuses the headers %j',
    async (headers) => {
      await expect(ask(headers)).rejects.toThrow(/^Unauthorized$/);
    },
  );

  it('does not call a token wrong because the keys cannot be had', async () => {
    const jwksUri = 'https://127.0.0.1:1/jwks.json';
    const cut = authorizeRequest(authenticator({ ...trust, jwksUri }), recordingLog());
    const headers = { Authorization: `Bearer ${await token()}` };
    const request = { headers, methodArn: 'arn:x/dev/GET/', requestContext: { requestId: 'r' } };
    await expect(cut(request as unknown as APIGatewayRequestAuthorizerEvent)).rejects.toThrow(
      'keys of the token issuer',
    );
  });
});
