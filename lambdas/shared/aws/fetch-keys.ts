import { SimpleFetcher } from 'aws-jwt-verify/https';
import type { FetchKeys } from '../http/issuer-keys.ts';

/** Two attempts of this length end before the authorizer's timeout of 5 s. */
const RESPONSE_TIMEOUT_MS = 1_500;

/** Fetches keys over HTTPS and retries once, immediately. */
export function fetchKeys(): FetchKeys {
  const timeouts = { timeout: RESPONSE_TIMEOUT_MS, responseTimeout: RESPONSE_TIMEOUT_MS };
  const fetcher = new SimpleFetcher({ defaultRequestOptions: timeouts });
  return async (jwksUri) => JSON.parse(Buffer.from(await fetcher.fetch(jwksUri)).toString());
}
