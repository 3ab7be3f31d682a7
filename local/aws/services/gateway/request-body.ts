import { gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import type { GatewayResponseType } from './gateway-response.ts';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
export const MAX_PAYLOAD_BYTES = 10 * 1_048_576;

/**
 * Decodes the body for the integration: inflated if the API has compression enabled.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gzip-compression-decompression.html
 */
export function decodeBody(
  body: Buffer,
  contentEncoding: string | undefined,
): { readonly body: Buffer } | { readonly refused: GatewayResponseType } {
  const encoding = contentEncoding?.toLowerCase() ?? 'identity';
  if (encoding === 'identity' || body.length === 0) return { body };
  if (encoding !== 'gzip' && encoding !== 'deflate') return { refused: 'UNSUPPORTED_MEDIA_TYPE' };
  try {
    const limit = { maxOutputLength: MAX_PAYLOAD_BYTES };
    return { body: encoding === 'gzip' ? gunzipSync(body, limit) : inflateSync(body, limit) };
  } catch (error) {
    const tooLong = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return { refused: tooLong ? 'REQUEST_TOO_LARGE' : 'UNSUPPORTED_MEDIA_TYPE' };
  }
}

/** Compresses an answer of at least the API's minimum size if the client accepts gzip. */
export function encodeBody(
  body: string | Buffer,
  minimumBytes: number | undefined,
  acceptEncoding: string | undefined,
): Buffer | undefined {
  if (minimumBytes === undefined || body.length < minimumBytes || !/\bgzip\b/i.test(acceptEncoding ?? ''))
    return undefined;
  return gzipSync(body, { level: 1 });
}
