import { JwtVerifier } from 'aws-jwt-verify';
import { matcherOf, PLAYER_ID } from '../../../core/id-patterns.ts';
import type { Clock } from '../../../core/scheduler/scheduler.ts';
import { type FetchKeys, IssuerKeys, KeysPendingError, KeysUnavailableError } from './issuer-keys.ts';

/** The issuer whose tokens are accepted, and what they must contain. */
export interface TokenTrust {
  readonly issuer: string;
  readonly audience: string;
  /** The claim that contains `organiser`, alone or in a list. */
  readonly roleClaim: string;
  /** The address of the issuer's public keys, or the keys themselves as JSON text. Exactly one of the two. */
  readonly jwksUri?: string | undefined;
  readonly jwks?: string | undefined;
}

export interface KeyPorts {
  readonly clock: Clock;
  readonly fetchKeys: FetchKeys;
}

/** The sender of a request, as the authorizer determined it. */
export interface Caller {
  readonly playerId: string;
  readonly role: 'organiser' | 'player';
}

/**
 * Returns the caller of a valid token; `undefined` if the token is missing or not valid.
 * @throws KeysPendingError if the answer is not known for a few seconds, KeysUnavailableError if the keys cannot be
 * fetched
 */
export type Authenticate = (authorizationHeader: string | undefined) => Promise<Caller | undefined>;

/** The same rule as in catalog/fields.ts: what a partition key and a table key may contain. */
const IS_PLAYER_ID = matcherOf(PLAYER_ID);
/** The URI under which inline keys are cached; nothing is fetched from it. */
const INLINE = 'https://inline.invalid/jwks.json';
const BEARER = /^Bearer +([^\s]+)$/i;

/** Checks signature, issuer, audience and times of a JSON Web Token, and reads its caller. */
export function authenticator(
  { issuer, audience, roleClaim, jwksUri, jwks }: TokenTrust,
  { clock, fetchKeys }: KeyPorts,
): Authenticate {
  const jwksCache = new IssuerKeys(issuer, clock, fetchKeys);
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri: jwksUri ?? INLINE }, { jwksCache });
  if (jwks !== undefined) verifier.cacheJwks(JSON.parse(jwks));
  // If the keys are given inline, an unknown key is wrong; the asynchronous verifier would try to fetch it.
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
      // A failure of the issuer is not the player's fault, and a key that may be new is not wrong.
      if (error instanceof KeysUnavailableError || error instanceof KeysPendingError) throw error;
      return undefined;
    }
  };
}
