/** Names that RFC 2606 and RFC 6761 reserve: no host outside an example ever answers there. */
const RESERVED = /(^|\.)(example\.(com|net|org)|example|invalid|test|localhost)$/;

/** `true` if the host of `url` is reserved for examples and tests, such as `example.com`. */
export function hasReservedHost(url: string): boolean {
  const host = URL.parse(url)?.hostname;
  return host !== undefined && RESERVED.test(host);
}
