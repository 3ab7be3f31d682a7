import { importJWK, SignJWT } from 'jose';
import type { IssuerKey } from '../../../build/synthesis/issuer.ts';
import type { Clock } from '../../../core/scheduler/scheduler.ts';

export interface TokenClaims {
  /** The token's subject. */
  readonly playerId: string;
  /** `organiser`; `undefined` for a player. */
  readonly role?: string;
  /** How long the token is valid. Above 0. */
  readonly expiresInSeconds: number;
}

/** The part of a stage's authentication that a token must match. */
export interface TokenAudience {
  readonly issuer: string;
  readonly audience: string;
  /** @default 'role' */
  readonly roleClaim?: string;
}

/** Signs an ES256 token that the authorizer of a stage with development keys accepts. */
export async function signToken(
  key: IssuerKey,
  { issuer, audience, roleClaim = 'role' }: TokenAudience,
  claims: TokenClaims,
  clock: Clock,
): Promise<string> {
  const issuedAt = Math.floor(clock.now() / 1_000);
  return new SignJWT(claims.role === undefined ? {} : { [roleClaim]: claims.role })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(claims.playerId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + claims.expiresInSeconds)
    .sign(await importJWK({ ...key }, key.alg));
}
