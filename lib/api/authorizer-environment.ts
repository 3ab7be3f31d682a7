import type { StageConfig } from '../../catalog/stages.ts';
import { InputError } from '../../core/errors.ts';

/** A JSON Web Key Set (RFC 7517), public keys only. */
export interface JsonWebKeySet {
  readonly keys: readonly object[];
}

/**
 * Returns the environment variables of the authorizer.
 * @throws InputError if the stage trusts development keys and their public half is missing
 */
export function authorizerEnvironment(
  stage: StageConfig,
  developmentJwks: JsonWebKeySet | undefined,
): Readonly<Record<string, string>> {
  const { authentication } = stage;
  const claims = {
    TOKEN_ISSUER: authentication.issuer,
    TOKEN_AUDIENCE: authentication.audience,
    TOKEN_ROLE_CLAIM: authentication.roleClaim ?? 'role',
  };
  if (authentication.jwksUri !== undefined) return { ...claims, TOKEN_JWKS_URI: authentication.jwksUri };
  if (authentication.jwks !== undefined) return { ...claims, TOKEN_JWKS: JSON.stringify(authentication.jwks) };
  if (developmentJwks === undefined) {
    throw new InputError({
      input: `development keys of stage ${stage.name}`,
      received: undefined,
      allowed: 'the public key set of .cairn/issuer.json',
      remedy: 'Run "npm run issuer", or set authentication.jwksUri of the stage in catalog/stages.ts.',
    });
  }
  return { ...claims, TOKEN_JWKS: JSON.stringify(developmentJwks) };
}
