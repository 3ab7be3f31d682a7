import { JwtVerifier } from 'aws-jwt-verify';
import { matcherOf, PLAYER_ID } from '../../../core/id-patterns.ts';
import type { Clock } from '../../../core/scheduler/scheduler.ts';
import { type FetchKeys, IssuerKeys, KeysPendingError, KeysUnavailableError } from './issuer-keys.ts';

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

export interface KeyPorts {
  readonly clock: Clock;
  readonly fetchKeys: FetchKeys;
}

/** Who sends a request, as the authorizer found. */
export interface Caller {
  readonly playerId: string;
  readonly role: 'organiser' | 'player';
}

/**
 * The caller of a valid token; `undefined` where the token is missing or not valid.
 * @throws KeysPendingError where that cannot be said for a few seconds, KeysUnavailableError where keys cannot be had
 */
export type Authenticate = (authorizationHeader: string | undefined) => Promise<Caller | undefined>;

/** As catalog/fields.ts has it: what a partition key and a table key may hold. */
const IS_PLAYER_ID = matcherOf(PLAYER_ID);
/** The name under which keys given inline are cached; nothing is fetched from it. */
const INLINE = 'https://inline.invalid/jwks.json';
const BEARER = /^Bearer +([^\s]+)$/i;

/** Checks signature, issuer, audience and times of a JSON Web Token, and who it speaks for. */
export function authenticator(
  { issuer, audience, roleClaim, jwksUri, jwks }: TokenTrust,
  { clock, fetchKeys }: KeyPorts,
): Authenticate {
  const jwksCache = new IssuerKeys(issuer, clock, fetchKeys);
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri: jwksUri ?? INLINE }, { jwksCache });
  if (jwks !== undefined) verifier.cacheJwks(JSON.parse(jwks));
  // With keys at hand an unknown one is wrong; asynchronously the verifier would go and look for it.
  const verify = (token: string) => (jwks === undefined ? verifier.verify(token) : verifier.verifySync(token));
  return async (authorizationHeader) => {
    const token = BEARER.exec(authorizationHeader ?? '')?.[1];
    if (token === undefined) return undefined;
    try {
      const claims: Readonly<Record<string, unknown>> = await verify(token);
      const playerId = claims.sub;
      if (typeof playerId !== 'string' || !IS_PLAYER_ID.test(playerId)) return undefined;
      const roles = [claims[roleClaim]].flat();
      return { playerId, role: roles.includes('organiser') ? 'organiser' : 'player' };
    } catch (error) {
      // The issuer's failure is not the player's, and a key that may be new is not wrong.
      if (error instanceof KeysUnavailableError || error instanceof KeysPendingError) throw error;
      return undefined;
    }
  };
}
