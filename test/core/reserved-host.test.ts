import { describe, expect, it } from 'vitest';
import { hasReservedHost } from '../../core/reserved-host.ts';

describe('hasReservedHost', () => {
  it.each([
    'https://issuer.example.com/',
    'https://example.org',
    'https://issuer.cairn.invalid/',
    'http://localhost:3000/',
  ])('recognises %s as an example', (url) => expect(hasReservedHost(url)).toBe(true));

  it.each(['https://login.cairn.game/', 'https://example.com.cairn.game/', 'https://myexample.com/', 'not a url', ''])(
    'accepts %j as a real host',
    (url) => expect(hasReservedHost(url)).toBe(false),
  );
});
