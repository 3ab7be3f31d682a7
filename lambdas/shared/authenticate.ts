import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwksNotAvailableInCacheError } from 'aws-jwt-verify/error';
import type { Caller } from './api-handler.ts';

/** Whose tokens are taken. */
export interface TokenTrust {
  readonly issuer: string;
  readonly audience: string;
  /** The claim that holds `organiser`, alone or in a list. */
  readonly roleClaim: string;
  /** Where the issuer's public keys are, or the keys themselves as JSON text. Exactly one of the two. */
  readonly jwksUri?: string | undefined;
  readonly jwks?: string | undefined;
}

/** The caller of a valid token; `undefined` where the token is missing or not valid. Throws where keys cannot be had. */
export type Authenticate = (authorizationHeader: string | undefined) => Promise<Caller | undefined>;

/** As catalog/fields.ts has it: what a partition key and a table key may hold. */
const PLAYER_ID = /^[A-Za-z0-9_.:|@-]{1,128}$/;
/** The name under which keys given inline are cached; nothing is fetched from it. */
const INLINE = 'https://inline.invalid/jwks.json';
const BEARER = /^Bearer +([^\s]+)$/i;

/** Checks signature, issuer, audience and times of a JSON Web Token, and who it speaks for. */
export function authenticator({ issuer, audience, roleClaim, jwksUri, jwks }: TokenTrust): Authenticate {
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri: jwksUri ?? INLINE });
  if (jwks !== undefined) verifier.cacheJwks(JSON.parse(jwks));
  // With keys at hand an unknown one is wrong; asynchronously the verifier would go and look for it.
  const verify = (token: string) => (jwks === undefined ? verifier.verify(token) : verifier.verifySync(token));
  return async (authorizationHeader) => {
    const token = BEARER.exec(authorizationHeader ?? '')?.[1];
    if (token === undefined) return undefined;
    try {
      const claims: Readonly<Record<string, unknown>> = await verify(token);
      const playerId = claims.sub;
      if (typeof playerId !== 'string' || !PLAYER_ID.test(playerId)) return undefined;
      const roles = [claims[roleClaim]].flat();
      return { playerId, role: roles.includes('organiser') ? 'organiser' : 'player' };
    } catch (error) {
      // The issuer's failure is not the player's: 500, and the next request tries again.
      if (error instanceof FetchError || error instanceof JwksNotAvailableInCacheError) throw error;
      return undefined;
    }
  };
}
