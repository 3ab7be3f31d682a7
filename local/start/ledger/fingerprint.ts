/**
 * A 64-bit fingerprint of an event id as two 32-bit halves. Among 2 million ids held at once, the chance that any two
 * share one is 1 in 9 million.
 */
export function fingerprint(id: string, into: Uint32Array, at: number): void {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  // The two multiplicative hashes of cyrb53 (public domain), without its cut to 53 bits.
  for (let index = 0; index < id.length; index += 1) {
    const code = id.charCodeAt(index);
    low = Math.imul(low ^ code, 0x9e3779b1);
    high = Math.imul(high ^ code, 0x5f356495);
  }
  into[at] = mix(low, high);
  into[at + 1] = mix(high, low);
}

function mix(own: number, other: number): number {
  const first = Math.imul(own ^ (own >>> 16), 0x85ebca6b);
  const second = Math.imul(other ^ (other >>> 13), 0xc2b2ae35);
  return (first ^ second ^ (second >>> 16)) >>> 0;
}
