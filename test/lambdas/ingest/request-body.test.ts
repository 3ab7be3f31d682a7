import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { HttpError } from '../../../lambdas/shared/http/respond.ts';
import { VALID } from '../../helpers/ingest-cases.ts';
import { setUp } from './recorded-ingest.ts';

async function refusal(promise: Promise<unknown>): Promise<[number, string]> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HttpError)) throw new Error('was not refused');
  return [error.statusCode, error.code];
}

describe('a body', () => {
  const text = JSON.stringify({ events: [VALID] });
  const gzip = gzipSync(text);

  it.each([
    ['plain', text, false, {}],
    ['base64', Buffer.from(text).toString('base64'), true, {}],
    ['base64 that nobody announced', Buffer.from(text).toString('base64'), false, {}],
    ['compressed, as base64', gzip.toString('base64'), true, { 'content-encoding': 'gzip' }],
    ['compressed, unannounced', gzip.toString('base64'), false, {}],
    ['compressed, byte for byte', gzip.toString('latin1'), false, { 'Content-Encoding': 'gzip' }],
    ['inflated by the gateway', text, false, { 'content-encoding': 'gzip' }],
    ['inflated by the gateway, as base64', Buffer.from(text).toString('base64'), true, { 'content-encoding': 'gzip' }],
    ['with a byte order mark', Buffer.from(`\ufeff${text}`).toString('base64'), true, {}],
    ['with a byte order mark, as text', `\ufeff${text}`, false, {}],
    [
      'with a charset',
      Buffer.from(text).toString('base64'),
      true,
      { 'content-type': 'application/json; charset=UTF-8' },
    ],
  ])('is accepted %s', async (_name, body, isBase64Encoded, headers) => {
    const { send, taken } = setUp();
    expect((await send(body, { isBase64Encoded, headers })).statusCode).toBe(202);
    expect(taken).toEqual([VALID.id]);
  });

  const GZIP = { 'content-encoding': 'gzip' };
  /** The body of a valid event whose display name contains these bytes. */
  const withBytes = (bytes: readonly number[]) => {
    const [before = '', after = ''] = JSON.stringify({
      events: [{ ...VALID, data: { ...VALID.data, displayName: 'J|rgen' } }],
    }).split('|');
    return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
  };
  const bytesFor = (bytes: readonly number[]) => withBytes(bytes).toString('base64');
  const latin1 = withBytes([0xfc]);

  it.each([
    ['plain', withBytes([0xef, 0xbf, 0xbd])],
    ['compressed', gzipSync(withBytes([0xef, 0xbf, 0xbd]))],
  ])('may contain a U+FFFD that was sent, %s', async (_name, bytes) => {
    const { send, calls } = setUp();
    expect((await send(bytes.toString('base64'), { isBase64Encoded: true })).statusCode).toBe(202);
    expect(JSON.parse(calls[0]?.[0]?.Detail ?? '').events[0].data.displayName).toBe('J\ufffdrgen');
  });

  const spaces = (bytes: number) => `{"events":[${JSON.stringify(VALID)}]${' '.repeat(bytes)}}`;
  it.each<[string, string, boolean, Record<string, string>, number, string]>([
    ['is empty', '', false, {}, 400, 'invalid_body'],
    ['is not JSON', '{"events":', false, {}, 400, 'invalid_json'],
    ['is a text', '"events"', false, {}, 400, 'invalid_body'],
    ['has no events', '{"events":[]}', false, {}, 400, 'event_count'],
    ['has 101 events', JSON.stringify({ events: Array(101).fill(VALID) }), false, {}, 400, 'event_count'],
    ['has another field', JSON.stringify({ events: [VALID], more: 1 }), false, {}, 400, 'invalid_body'],
    ['names another player', JSON.stringify({ events: [VALID], playerId: 'bob' }), false, {}, 400, 'player_mismatch'],
    ['is Latin-1', latin1.toString('base64'), true, {}, 400, 'invalid_encoding'],
    ['is Latin-1, compressed', gzipSync(latin1).toString('base64'), true, {}, 400, 'invalid_encoding'],
    ['is Latin-1, inflated by the gateway', latin1.toString('base64'), true, GZIP, 400, 'invalid_encoding'],
    ['is Latin-1, decoded by a gateway', latin1.toString('utf8'), false, {}, 400, 'invalid_encoding'],
    ['has an overlong form', bytesFor([0xc1, 0xa1]), true, {}, 400, 'invalid_encoding'],
    ['has a surrogate', bytesFor([0xed, 0xa0, 0x80]), true, {}, 400, 'invalid_encoding'],
    ['has a character cut off', bytesFor([0xf0, 0x9f, 0x97]), true, {}, 400, 'invalid_encoding'],
    ['is UTF-16', Buffer.from(text, 'utf16le').toString('base64'), true, {}, 400, 'invalid_encoding'],
    [
      'is UTF-16 with its mark',
      Buffer.from(`\ufeff${text}`, 'utf16le').toString('base64'),
      true,
      {},
      400,
      'invalid_encoding',
    ],
    [
      'is UTF-16, big end first',
      Buffer.from(text, 'utf16le').swap16().toString('base64'),
      true,
      {},
      400,
      'invalid_encoding',
    ],
    ['is broken gzip', gzip.subarray(0, 30).toString('base64'), true, {}, 400, 'invalid_body'],
    ['has more than 256 KB', spaces(256 * 1024), false, {}, 413, 'body_too_large'],
    [
      'has more than 1 MB, inflated by the gateway',
      spaces(1024 * 1024),
      false,
      { 'content-encoding': 'gzip' },
      413,
      'body_too_large',
    ],
    ['is a bomb', gzipSync(' '.repeat(50_000_000)).toString('base64'), true, {}, 413, 'body_too_large'],
    ['is a form', text, false, { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
    [
      'says that it is Latin-1',
      text,
      false,
      { 'content-type': 'application/json; charset=latin1' },
      415,
      'unsupported_media_type',
    ],
    ['is brotli', text, false, { 'content-encoding': 'br' }, 415, 'unsupported_encoding'],
  ])('is refused whole if it %s', async (_name, body, isBase64Encoded, headers, status, code) => {
    const { send, calls } = setUp();
    expect(await refusal(send(body, { isBase64Encoded, headers }))).toEqual([status, code]);
    expect(calls).toEqual([]);
  });
});
