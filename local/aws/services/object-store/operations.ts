import type { RestAnswer, RestOperations } from '../api/rest.ts';
import { isObject, type JsonObject, optionalNumber, optionalText, requiredText } from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import type { StoredObject } from './bucket.ts';
import { checkedChecksum } from './checksum.ts';
import type { ObjectStore } from './object-store.ts';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const KEYS_A_PAGE = 1_000;

/** S3's operations on buckets and objects. */
export function objectOperations(store: ObjectStore): RestOperations {
  const at = (input: JsonObject): readonly [string, string] => [
    requiredText(input, 'Bucket'),
    requiredText(input, 'Key'),
  ];
  const read = (input: JsonObject): RestAnswer => {
    // For HEAD, the server sends the length and omits the body.
    const stored = store.get(...at(input));
    return { headers: headersOf(stored, input.ChecksumMode === 'ENABLED'), body: stored.body };
  };
  return {
    ListBuckets: () => xml(listOfBuckets(store)),
    ListObjectsV2: (input) => xml(listObjects(store, requiredText(input, 'Bucket'), input)),
    PutObject: (input, sent) => {
      const { body, trailers } = unframed(input, sent);
      const checksum = checkedChecksum(input, trailers, body);
      const { etag } = store.put(...at(input), body, {
        contentType: optionalText(input, 'ContentType'),
        metadata: isObject(input.Metadata) ? (input.Metadata as Readonly<Record<string, string>>) : {},
        checksum,
      });
      return { headers: { etag, ...(checksum !== undefined && { [checksum.header]: checksum.value }) } };
    },
    GetObject: read,
    HeadObject: read,
    DeleteObject: (input) => {
      store.delete(...at(input));
      return { status: 204 };
    },
  };
}

function headersOf(stored: StoredObject, showsChecksum: boolean): Readonly<Record<string, string>> {
  const { checksum } = stored;
  const metadata = Object.entries(stored.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]);
  return {
    'content-type': stored.contentType,
    etag: stored.etag,
    'last-modified': new Date(stored.lastModified).toUTCString(),
    ...Object.fromEntries(metadata),
    ...(showsChecksum && checksum !== undefined && { [checksum.header]: checksum.value }),
  };
}

/**
 * Decodes `aws-chunked` frames, in which SDKs send a stream: `<hex size>[;signature]\r\n<bytes>\r\n`, ended by a frame
 * of size 0 and trailers, such as a checksum.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
function unframed(
  input: JsonObject,
  body: Buffer,
): { readonly body: Buffer; readonly trailers: Readonly<Record<string, string>> } {
  const encodings = (optionalText(input, 'ContentEncoding') ?? '').split(',').map((encoding) => encoding.trim());
  const others = encodings.filter((encoding) => encoding !== '' && encoding !== 'aws-chunked');
  if (others.length > 0) {
    throw new ServiceError(
      'NotImplemented',
      `not implemented by the local runtime: S3.PutObject with ContentEncoding ${others}`,
      { statusCode: 501 },
    );
  }
  if (!encodings.includes('aws-chunked')) return { body, trailers: {} };
  const frames: Buffer[] = [];
  let from = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', from);
    const size = Number.parseInt(body.toString('latin1', from, lineEnd), 16);
    if (lineEnd < 0 || Number.isNaN(size) || lineEnd + 2 + size > body.length) {
      throw new ServiceError('IncompleteBody', 'The request body terminated unexpectedly');
    }
    if (size === 0) return { body: Buffer.concat(frames), trailers: trailersOf(body.toString('latin1', lineEnd + 2)) };
    frames.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    from = lineEnd + 2 + size + 2;
  }
}

function trailersOf(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).trim().toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
}

function listObjects(store: ObjectStore, bucket: string, input: JsonObject): string {
  const prefix = optionalText(input, 'Prefix') ?? '';
  const maxKeys = optionalNumber(input, 'MaxKeys') ?? KEYS_A_PAGE;
  if (maxKeys < 0)
    throw new ServiceError('InvalidArgument', 'Argument maxKeys must be an integer between 0 and 2147483647');
  const token = optionalText(input, 'ContinuationToken');
  const after =
    token === undefined ? (optionalText(input, 'StartAfter') ?? '') : Buffer.from(token, 'base64').toString();
  const listing = store.list(bucket, prefix, after, Math.min(maxKeys, KEYS_A_PAGE), optionalText(input, 'Delimiter'));
  const shown = input.EncodingType === 'url' ? encodeURIComponent : escapeXml;
  const contents = listing.objects.map(
    ({ key, etag, body, lastModified }) =>
      `<Contents><Key>${shown(key)}</Key><LastModified>${new Date(lastModified).toISOString()}</LastModified>` +
      `<ETag>${escapeXml(etag)}</ETag><Size>${body.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const prefixes = listing.commonPrefixes.map(
    (common) => `<CommonPrefixes><Prefix>${shown(common)}</Prefix></CommonPrefixes>`,
  );
  const next =
    listing.next === undefined
      ? ''
      : `<NextContinuationToken>${Buffer.from(listing.next).toString('base64')}</NextContinuationToken>`;
  return (
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${escapeXml(bucket)}</Name>` +
    `${input.EncodingType === 'url' ? '<EncodingType>url</EncodingType>' : ''}` +
    `<Prefix>${shown(prefix)}</Prefix><KeyCount>${contents.length + prefixes.length}</KeyCount>` +
    `<MaxKeys>${maxKeys}</MaxKeys><IsTruncated>${listing.next !== undefined}</IsTruncated>${next}` +
    `${contents.join('')}${prefixes.join('')}</ListBucketResult>`
  );
}

function listOfBuckets(store: ObjectStore): string {
  const buckets = store.bucketNames().map((name) => `<Bucket><Name>${escapeXml(name)}</Name></Bucket>`);
  return `<ListAllMyBucketsResult><Buckets>${buckets.join('')}</Buckets></ListAllMyBucketsResult>`;
}

/** Formats an S3 error. */
export function errorXml(code: string, message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>`;
}

function xml(body: string): RestAnswer {
  return {
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
  };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
