/** Names that RFC 2606 and RFC 6761 reserve: nothing outside an example can ever answer there. */
const RESERVED = /(^|\.)(example\.(com|net|org)|example|invalid|test|localhost)$/;

/** Whether `url` is at a host name that is reserved for examples and tests, such as `example.com`. */
export function hasReservedHost(url: string): boolean {
  const host = URL.parse(url)?.hostname;
  return host !== undefined && RESERVED.test(host);
}
