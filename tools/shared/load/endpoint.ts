import { InputError } from '../../../core/errors.ts';

/** Address of `npm start`. */
const DEFAULT_URL = 'http://127.0.0.1:3000';
const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;

/**
 * The URL to send to, without a trailing slash: on this machine, or one that the user has declared to own.
 * @param owned value of `--i-own-this-endpoint`
 * @throws InputError for any other URL: load that nobody asked for is an attack
 */
export function endpointOf(url: string | undefined, owned: string | undefined): string {
  const target = parse('--url', url ?? owned ?? DEFAULT_URL);
  if (isLoopback(target)) return withoutSlash(target);
  if (owned === undefined) {
    throw new InputError({
      input: '--url',
      received: url,
      allowed: 'this machine: http://127.0.0.1:PORT or http://localhost:PORT',
      remedy: `If you may load this endpoint, and whoever pays for it knows, add --i-own-this-endpoint ${withoutSlash(target)}.`,
    });
  }
  const named = parse('--i-own-this-endpoint', owned);
  if (withoutSlash(named) === withoutSlash(target)) return withoutSlash(target);
  throw new InputError({
    input: '--i-own-this-endpoint',
    received: owned,
    allowed: `the URL that is loaded: ${withoutSlash(target)}`,
    remedy: 'Name the same URL in both options, path included.',
  });
}

export function isLoopback({ hostname }: URL): boolean {
  return LOOPBACK.test(hostname);
}

function parse(option: string, text: string): URL {
  const url = URL.parse(text);
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
  if (isPlain && url.username === '' && url.password === '') return url;
  throw new InputError({
    input: option,
    received: text,
    allowed: 'an http or https URL without query or password, up to but without /v1',
    remedy: 'Write for example http://127.0.0.1:3000.',
  });
}

function withoutSlash(url: URL): string {
  return url.href.replace(/\/$/, '');
}
