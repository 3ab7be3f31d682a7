import { JwksNotAvailableInCacheError, JwtWithoutValidKidError, KidNotFoundInJwksError } from 'aws-jwt-verify/error';
import { assertIsJwks, findJwkInJwks, type Jwks, type JwksCache, type JwkWithKid } from 'aws-jwt-verify/jwk';
import type { Clock } from '../../../core/scheduler/scheduler.ts';
import { RecentMap } from '../recent-map.ts';

/** Fetches the key set at a URI, as parsed JSON. Rejects if it does not arrive in time. */
export type FetchKeys = (jwksUri: string) => Promise<unknown>;

/** The issuer's keys cannot be fetched. The fault is ours or the issuer's, never the player's. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError';
}

/** The key is unknown and may not be fetched yet. The same token may be valid in a few seconds. */
export class KeysPendingError extends Error {
  override readonly name = 'KeysPendingError';
}

/**
 * Fetches that unknown keys may cause at once in each environment, which limits what a bot with invented keys can
 * demand of the issuer.
 */
const FETCHES_AT_ONCE = 3;
/** After that, one fetch in this time. */
export const FETCH_EVERY_MS = 5_000;
/**
 * Age from which keys are renewed in the background, so that a new key is usually known before its first token arrives.
 */
export const RENEW_AFTER_MS = 300_000;
/** How long an environment remembers that the issuer does not have a key, unless a fetch finds it. */
const ABSENT_MS = 60_000;
const ABSENT_KEYS = 1_000;

type Token = Parameters<JwksCache['getJwk']>[1];

/**
 * Caches an issuer's signing keys. aws-jwt-verify's own cache fetches nothing for ten seconds after an unknown key and
 * calls valid tokens of a new key invalid in that time; a bot with invented keys can prolong that without end. This
 * cache calls a key unknown only after it asked the issuer for it. While the budget of fetches is used up, the answer
 * is "later", for a few seconds; the next request then fetches the new keys for all.
 */
export class IssuerKeys implements JwksCache {
  readonly #issuer: string;
  readonly #clock: Clock;
  readonly #fetchKeys: FetchKeys;
  readonly #absent: RecentMap<true>;
  #keys: Jwks | undefined;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #fetching: Promise<Jwks> | undefined;
  #lastFetchFailed = false;
  #fetchesLeft = FETCHES_AT_ONCE;
  #countedAt: number;

  constructor(issuer: string, clock: Clock, fetchKeys: FetchKeys) {
    this.#issuer = issuer;
    this.#clock = clock;
    this.#fetchKeys = fetchKeys;
    this.#absent = new RecentMap(ABSENT_KEYS, ABSENT_MS, clock);
    this.#countedAt = clock.now();
  }

  /** @throws KidNotFoundInJwksError if the issuer has no such key, KeysPendingError or KeysUnavailableError */
  async getJwk(jwksUri: string, token: Token): Promise<JwkWithKid> {
    const kid = kidOf(token);
    const known = this.#find(kid);
    if (known !== undefined) {
      if (this.#clock.now() - this.#renewedAt > RENEW_AFTER_MS) this.#renew(jwksUri);
      return known;
    }
    // The verifier would refuse this token with any key, so it is not worth a fetch.
    if (!this.#mayBeValid(token)) throw new KidNotFoundInJwksError('not a token of the issuer, or expired');
    if (this.#fetching === undefined && !this.#takeFetch()) {
      if (this.#absent.get(kid) === true) throw new KidNotFoundInJwksError(`the issuer has no key "${kid}"`);
      if (this.#lastFetchFailed) throw new KeysUnavailableError('the last look for keys failed');
      throw new KeysPendingError('a key may be looked for again in a few seconds');
    }
    await this.getJwks(jwksUri);
    const found = this.#find(kid);
    if (found !== undefined) return found;
    this.#absent.set(kid, true);
    throw new KidNotFoundInJwksError(`the issuer has no key "${kid}"`);
  }

  getCachedJwk(_jwksUri: string, token: Token): JwkWithKid {
    const known = this.#find(kidOf(token));
    if (known === undefined) throw new JwksNotAvailableInCacheError('the key is not in the cache');
    return known;
  }

  addJwks(_jwksUri: string, jwks: Jwks): void {
    this.#keys = jwks;
    this.#renewedAt = this.#clock.now();
  }

  /** Fetches the keys, once for all waiting callers. A failure keeps the known ones. @throws KeysUnavailableError */
  getJwks(jwksUri: string): Promise<Jwks> {
    this.#fetching ??= this.#fetch(jwksUri).finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetch(jwksUri: string): Promise<Jwks> {
    try {
      const keys = (await this.#fetchKeys(jwksUri)) as Parameters<typeof assertIsJwks>[0];
      assertIsJwks(keys);
      this.addJwks(jwksUri, keys);
      this.#lastFetchFailed = false;
      return keys;
    } catch (error) {
      this.#lastFetchFailed = true;
      throw new KeysUnavailableError('the keys of the issuer cannot be had', { cause: error });
    }
  }

  /**
   * Renews the keys without delaying the answer. Lambda may freeze the fetch half-way; the next token then tries again.
   */
  #renew(jwksUri: string): void {
    if (this.#fetching !== undefined || !this.#takeFetch()) return;
    this.getJwks(jwksUri).catch(() => undefined);
  }

  #find(kid: string): JwkWithKid | undefined {
    return this.#keys === undefined ? undefined : findJwkInJwks(this.#keys, kid);
  }

  #mayBeValid({ payload }: Token): boolean {
    return payload.iss === this.#issuer && (payload.exp === undefined || payload.exp * 1_000 > this.#clock.now());
  }

  #takeFetch(): boolean {
    const gained = Math.floor((this.#clock.now() - this.#countedAt) / FETCH_EVERY_MS);
    if (gained > 0) {
      this.#fetchesLeft = Math.min(FETCHES_AT_ONCE, this.#fetchesLeft + gained);
      this.#countedAt += gained * FETCH_EVERY_MS;
    } else if (gained < 0) this.#countedAt = this.#clock.now();
    if (this.#fetchesLeft === 0) return false;
    this.#fetchesLeft -= 1;
    return true;
  }
}

function kidOf({ header: { kid } }: Token): string {
  if (typeof kid !== 'string') throw new JwtWithoutValidKidError('the token names no key');
  return kid;
}
