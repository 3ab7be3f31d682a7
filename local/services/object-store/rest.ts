import { ServiceError } from '../service-error.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';

export interface ObjectRequest {
  readonly method: string;
  /** Empty: the list of buckets. */
  readonly bucket: string;
  /** Empty: the bucket itself. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly contentType: string | undefined;
  /** Whether the body is framed (`content-encoding: aws-chunked`). */
  readonly awsChunked: boolean;
  readonly body: Buffer;
}

export interface ObjectAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body?: string | Buffer;
}

/** S3's REST API: PutObject, GetObject, HeadObject, DeleteObject, HeadBucket, ListObjectsV2, ListBuckets. */
export function objectRest(store: ObjectStore, request: ObjectRequest): ObjectAnswer {
  const { method, bucket, key, query } = request;
  if (bucket === '' && method === 'GET') return xml(listOfBuckets(store));
  if (key === '' && method === 'GET' && query.get('list-type') === '2') return xml(listObjects(store, bucket, query));
  if (key === '' && method === 'HEAD') {
    store.list(bucket, '', '', 0);
    return { status: 200, headers: {} };
  }
  if (key !== '' && [...query.keys()].every((name) => name === 'x-id')) {
    switch (method) {
      case 'PUT': {
        const { etag } = store.put(bucket, key, unchunked(request), request.contentType);
        return { status: 200, headers: { etag } };
      }
      case 'GET':
      case 'HEAD': {
        // Of the answer to HEAD, the server sends the length and leaves the body out.
        const stored = store.get(bucket, key);
        return { status: 200, headers: headersOf(stored), body: stored.body };
      }
      case 'DELETE':
        store.delete(bucket, key);
        return { status: 204, headers: {} };
    }
  }
  const operation = `${method} ${key === '' ? 'bucket' : 'object'}${query.size > 0 ? ` ?${query}` : ''}`;
  throw new ServiceError('NotImplemented', `not implemented by the local runtime: S3.${operation}`, 501);
}

function headersOf(stored: StoredObject): Readonly<Record<string, string | number>> {
  return {
    'content-type': stored.contentType,
    etag: stored.etag,
    'last-modified': new Date(stored.lastModified).toUTCString(),
  };
}

/**
 * SDKs send a stream in `aws-chunked` frames: `<hex size>[;signature]\r\n<bytes>\r\n`, ended by a frame of size 0.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
function unchunked({ body, awsChunked }: ObjectRequest): Buffer {
  if (!awsChunked) return body;
  const frames: Buffer[] = [];
  let from = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', from);
    const size = Number.parseInt(body.toString('latin1', from, lineEnd), 16);
    if (lineEnd < 0 || !(size > 0)) return Buffer.concat(frames);
    frames.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    from = lineEnd + 2 + size + 2;
  }
}

function listObjects(store: ObjectStore, bucket: string, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const maxKeys = Number(query.get('max-keys') ?? 1_000);
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const listing = store.list(bucket, prefix, after, maxKeys, query.get('delimiter') ?? '');
  const contents = listing.objects.map(
    ({ key, etag, body, lastModified }) =>
      `<Contents><Key>${escapeXml(key)}</Key><LastModified>${new Date(lastModified).toISOString()}</LastModified>` +
      `<ETag>${escapeXml(etag)}</ETag><Size>${body.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const prefixes = listing.commonPrefixes.map(
    (common) => `<CommonPrefixes><Prefix>${escapeXml(common)}</Prefix></CommonPrefixes>`,
  );
  const next =
    listing.next === undefined ? '' : `<NextContinuationToken>${escapeXml(listing.next)}</NextContinuationToken>`;
  return (
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${escapeXml(bucket)}</Name>` +
    `<Prefix>${escapeXml(prefix)}</Prefix><KeyCount>${contents.length + prefixes.length}</KeyCount>` +
    `<MaxKeys>${maxKeys}</MaxKeys><IsTruncated>${listing.next !== undefined}</IsTruncated>${next}` +
    `${contents.join('')}${prefixes.join('')}</ListBucketResult>`
  );
}

function listOfBuckets(store: ObjectStore): string {
  const buckets = store.bucketNames().map((name) => `<Bucket><Name>${escapeXml(name)}</Name></Bucket>`);
  return `<ListAllMyBucketsResult><Buckets>${buckets.join('')}</Buckets></ListAllMyBucketsResult>`;
}

/** An S3 error. */
export function errorXml(code: string, message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>`;
}

function xml(body: string): ObjectAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>${body}`,
  };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
