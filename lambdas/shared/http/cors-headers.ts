/**
 * The headers by which a browser shows an answer to a page of `origin`. Only an origin of the list is echoed, and caches
 * are told that the answer depends on it (fetch.spec.whatwg.org, CORS protocol and HTTP caches).
 * @param origins none where no page may call
 * @param origin of the request; none from a phone's app
 */
export function corsHeaders(origins: readonly string[], origin: string | undefined): Readonly<Record<string, string>> {
  if (origins.length === 0) return {};
  if (origin === undefined || !origins.includes(origin)) return { vary: 'Origin' };
  return { vary: 'Origin', 'access-control-allow-origin': origin, 'access-control-expose-headers': 'Retry-After' };
}
