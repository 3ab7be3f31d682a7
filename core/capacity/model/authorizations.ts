/** How long one of the issuer's tokens is valid, in seconds. Assumed. */
export const ASSUMED_TOKEN_LIFE_SECONDS = 3_600;

/**
 * Calls of the authorizer a second for one player who is already playing. API Gateway calls the authorizer at the first
 * request after its cached answer has expired, and at the first request with a new token.
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
