import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { HttpError } from '../shared/respond.ts';
import { MAX_INFLATED_BYTES, MAX_RAW_BYTES } from './limits.ts';

type Request = Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded' | 'headers'>;

/**
 * The text of a request's body, whatever way it came: API Gateway may inflate gzip before the function or not, and
 * hand bytes over as base64 or as text. So a body is told apart by what it is, not by what was said of it.
 * @throws HttpError 415, 413 or 400.
 */
export function readBody({ body, isBase64Encoded, headers }: Request): string {
  const encoding = header(headers, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
  checkMediaType(header(headers, 'content-type'));
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new HttpError(415, 'unsupported_encoding', 'content-encoding may be gzip or left out');
  }
  if (body === null || body === '') throw invalid('the body is empty');
  if (!isBase64Encoded && startsAsJson(body)) {
    // With gzip announced the gateway has inflated it, and held its own limit on what arrived.
    return capped(body, encoding === 'gzip' ? MAX_INFLATED_BYTES : MAX_RAW_BYTES);
  }
  const bytes = bytesOf(body, isBase64Encoded);
  if (bytes.byteLength > MAX_RAW_BYTES) throw tooLarge(MAX_RAW_BYTES);
  const inflated = isGzip(bytes) ? inflate(bytes) : bytes;
  if (!isUtf8(inflated)) throw invalid('the body is not UTF-8');
  return inflated.toString();
}

function capped(text: string, maxBytes: number): string {
  if (text.length > maxBytes || Buffer.byteLength(text) > maxBytes) throw tooLarge(maxBytes);
  return text;
}

function bytesOf(body: string, isBase64Encoded: boolean): Buffer {
  // Checked before it is decoded: base64 has four characters for three bytes.
  if (body.length > MAX_RAW_BYTES * 2) throw tooLarge(MAX_RAW_BYTES);
  if (isBase64Encoded || /^[A-Za-z0-9+/]+={0,2}\s*$/.test(body)) return Buffer.from(body, 'base64');
  return Buffer.from(body, 'latin1');
}

function inflate(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_INFLATED_BYTES });
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(MAX_INFLATED_BYTES);
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

function checkMediaType(contentType: string | undefined): void {
  if (contentType === undefined || JSON_MEDIA_TYPE.test(contentType.trim())) return;
  throw new HttpError(415, 'unsupported_media_type', 'send content-type: application/json, in UTF-8');
}

/** Header names come as the client wrote them. */
function header(headers: APIGatewayProxyEvent['headers'] | null, wanted: string): string | undefined {
  for (const name in headers) if (name.toLowerCase() === wanted) return headers[name];
  return undefined;
}

function tooLarge(maxBytes: number): HttpError {
  return new HttpError(413, 'body_too_large', `a body may have ${maxBytes} bytes here; send fewer events at once`);
}

function invalid(message: string): HttpError {
  return new HttpError(400, 'invalid_body', `${message}; nothing was accepted`);
}
