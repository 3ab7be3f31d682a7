/** How long a token of the issuer's is valid. Assumed. */
export const ASSUMED_TOKEN_LIFE_SECONDS = 3_600;

/**
 * Calls of the authorizer that a player costs a second, once all are on their way. A token is asked about again with the
 * first request after API Gateway's answer has expired, and the next token with its own first.
 *
 * @param requestsPerSecond of the player, all kinds together
 * @param cacheSeconds how long API Gateway keeps the authorizer's answer; 0: not at all
 * @param tokenLifeSeconds above 0
 */
export function authorizationsPerSecond(
  requestsPerSecond: number,
  cacheSeconds: number,
  tokenLifeSeconds: number = ASSUMED_TOKEN_LIFE_SECONDS,
): number {
  if (requestsPerSecond === 0) return 0;
  const cycleSeconds = cacheSeconds + 1 / requestsPerSecond;
  const perToken = Math.max(1, Math.ceil(tokenLifeSeconds / cycleSeconds));
  return Math.min(requestsPerSecond, perToken / tokenLifeSeconds);
}
