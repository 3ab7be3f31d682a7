import { describe, expect, it } from 'vitest';
import { type StageConfig, stages } from '../../../catalog/stages.ts';
import { authorizerEnvironment } from '../../../lib/api/authorizer-environment.ts';

const CLAIMS = { issuer: 'https://login.cairn.game/', audience: 'cairn' };
const KEYS = { keys: [{ kty: 'EC', kid: 'one' }] };

const withAuthentication = (authentication: StageConfig['authentication']): StageConfig => ({
  ...stages.prod,
  authentication,
});

describe('authorizerEnvironment', () => {
  it('contains the address of the keys', () => {
    expect(
      authorizerEnvironment(withAuthentication({ ...CLAIMS, jwksUri: 'https://login.cairn.game/keys' }), undefined),
    ).toEqual({
      TOKEN_ISSUER: 'https://login.cairn.game/',
      TOKEN_AUDIENCE: 'cairn',
      TOKEN_ROLE_CLAIM: 'role',
      TOKEN_JWKS_URI: 'https://login.cairn.game/keys',
    });
  });

  it('contains inline keys and the claim of the role', () => {
    const stage = withAuthentication({ ...CLAIMS, roleClaim: 'cairn:role', jwks: KEYS });
    expect(authorizerEnvironment(stage, undefined)).toMatchObject({
      TOKEN_ROLE_CLAIM: 'cairn:role',
      TOKEN_JWKS: JSON.stringify(KEYS),
    });
  });

  it('contains the development keys only if the stage trusts them', () => {
    expect(authorizerEnvironment(stages.dev, KEYS).TOKEN_JWKS).toBe(JSON.stringify(KEYS));
    expect(authorizerEnvironment(stages.prod, KEYS)).not.toHaveProperty('TOKEN_JWKS');
  });
});
