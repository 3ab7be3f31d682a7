import { JwksNotAvailableInCacheError, JwtWithoutValidKidError, KidNotFoundInJwksError } from 'aws-jwt-verify/error';
import { assertIsJwks, findJwkInJwks, type Jwks, type JwksCache, type JwkWithKid } from 'aws-jwt-verify/jwk';
import type { Clock } from '../../../core/scheduler/scheduler.ts';
import { RecentMap } from '../recent-map.ts';

/** The key set at a URI, as parsed JSON. Rejects where it cannot be had in time. */
export type FetchKeys = (jwksUri: string) => Promise<unknown>;

/** The issuer's keys cannot be had: our fault or the issuer's, never the player's. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError';
}

/** The key is not known and may not be looked for yet. The same token may be fine in a few seconds. */
export class KeysPendingError extends Error {
  override readonly name = 'KeysPendingError';
}

/** Fetches that unknown keys may cause at once … */
const FETCHES_AT_ONCE = 3;
/** … and then one in this time, in each environment: what a bot with made-up keys can ask of the issuer. */
export const FETCH_EVERY_MS = 5_000;
/** Older keys are renewed beside the answer: a new key is mostly known before its first token comes. */
export const RENEW_AFTER_MS = 300_000;
/** Keys that the issuer did not have are remembered for so long, or until a fetch finds them. */
const ABSENT_MS = 60_000;
const ABSENT_KEYS = 1_000;

type Token = Parameters<JwksCache['getJwk']>[1];

/**
 * The signing keys of an issuer. aws-jwt-verify's own cache does not look for ten seconds after it met an unknown key, and
 * calls valid tokens of a new key invalid in that time; a bot with made-up keys keeps it so. Here a key is called unknown
 * only where the issuer was asked for it. While the budget of fetches is used up the answer is "later", for few seconds;
 * whoever asks next then brings in the new keys for all.
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

  /** @throws KidNotFoundInJwksError where the issuer has no such key, KeysPendingError or KeysUnavailableError */
  async getJwk(jwksUri: string, token: Token): Promise<JwkWithKid> {
    const kid = kidOf(token);
    const known = this.#find(kid);
    if (known !== undefined) {
      if (this.#clock.now() - this.#renewedAt > RENEW_AFTER_MS) this.#renew(jwksUri);
      return known;
    }
    // The verifier would refuse it whatever its key: it costs no fetch.
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

  /** Fetches the keys, once for all who wait. A failure leaves the known ones. @throws KeysUnavailableError */
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

  /** Beside the answer. Lambda may freeze it half-way; then the next token tries again. */
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
