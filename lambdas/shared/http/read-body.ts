import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { HttpError } from './respond.ts';

type Request = Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded' | 'headers'>;

/** In bytes. */
export interface BodyLimits {
  /** As sent: compressed, if gzip was used. */
  readonly raw: number;
  readonly inflated: number;
}

/**
 * The text of a request's JSON body. The API declares `application/json` binary, so API Gateway passes base64 of what
 * was sent, with gzip inflated. Also reads a body that arrives as text (an emulator; another content type) or still
 * compressed. Detects the form by the body's first bytes, because headers may be wrong.
 * @throws HttpError 415, 413 or 400: the whole body is refused
 */
export function readBody({ body, isBase64Encoded, headers }: Request, limits: BodyLimits): string {
  const encoding = header(headers, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new HttpError(415, 'unsupported_encoding', 'content-encoding may be gzip or left out');
  }
  if (body === null || body === '') throw invalid('the body is empty');
  // If the client announced gzip, the gateway has inflated the body and enforced its own limit on what arrived.
  const plain = encoding === 'gzip' ? limits.inflated : limits.raw;
  if (!isBase64Encoded && startsAsJson(body)) return withoutMark(textAsSent(body, plain));
  const bytes = bytesOf(body, isBase64Encoded, plain);
  if (!isGzip(bytes)) return withoutMark(decoded(capped(bytes, plain)));
  return withoutMark(decoded(inflate(capped(bytes, limits.raw), limits.inflated)));
}

/**
 * A body that API Gateway decoded. It replaced bytes that are not UTF-8 by U+FFFD, which cannot be distinguished from a
 * U+FFFD that was sent.
 */
function textAsSent(text: string, maxBytes: number): string {
  if (text.length > maxBytes || Buffer.byteLength(text) > maxBytes) throw tooLarge(maxBytes);
  if (!text.includes('\ufffd')) return text;
  throw invalidEncoding('the body has bytes that are not UTF-8, or came without content-type: application/json');
}

function bytesOf(body: string, isBase64Encoded: boolean, maxBytes: number): Buffer {
  // Checked before decoding: base64 has four characters for three bytes.
  if (body.length > maxBytes * 2) throw tooLarge(maxBytes);
  if (isBase64Encoded || /^[A-Za-z0-9+/]+={0,2}\s*$/.test(body)) return Buffer.from(body, 'base64');
  return Buffer.from(body, 'latin1');
}

function capped(bytes: Buffer, maxBytes: number): Buffer {
  if (bytes.byteLength > maxBytes) throw tooLarge(maxBytes);
  return bytes;
}

/** Strict: overlong forms and surrogates are not UTF-8 either (RFC 3629, section 3). */
function decoded(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw invalidEncoding('the body is not UTF-8');
  // JSON begins with two ASCII characters; a zero byte among them means UTF-16 or UTF-32 (RFC 4627, section 3).
  if (bytes[0] === 0 || bytes[1] === 0) throw invalidEncoding('the body is UTF-16 or UTF-32, not UTF-8');
  return bytes.toString();
}

/** RFC 8259, section 8.1: a parser may ignore a byte order mark. Windows tools write one. */
function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function inflate(bytes: Buffer, maxBytes: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw invalid('the body is broken gzip');
  }
}

/** RFC 1952, section 2.3.1. */
function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function startsAsJson(body: string): boolean {
  return /^\s*[[{"]/.test(body);
}

const JSON_MEDIA_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/** @throws HttpError 415 if the content type is given and is not JSON in UTF-8 */
export function requireJson({ headers }: Pick<Request, 'headers'>): void {
  const contentType = header(headers, 'content-type');
  if (contentType === undefined || JSON_MEDIA_TYPE.test(contentType.trim())) return;
  throw new HttpError(415, 'unsupported_media_type', 'send content-type: application/json, in UTF-8');
}

/** Finds a header in the client's spelling. */
function header(headers: APIGatewayProxyEvent['headers'] | null, wanted: string): string | undefined {
  for (const name in headers) if (name.toLowerCase() === wanted) return headers[name];
  return undefined;
}

function tooLarge(maxBytes: number): HttpError {
  return new HttpError(413, 'body_too_large', `a body may have ${maxBytes} bytes here; send less at once`);
}

function invalid(message: string): HttpError {
  return new HttpError(400, 'invalid_body', `${message}; nothing was accepted`);
}

function invalidEncoding(message: string): HttpError {
  return new HttpError(400, 'invalid_encoding', `${message}; send the same text as UTF-8; nothing was accepted`);
}
