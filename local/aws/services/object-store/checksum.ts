import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { JsonObject } from '../operation.ts';
import { ServiceError } from '../service-error.ts';

/** Checksums of client requests by S3's header, with the function for those that Node can compute. */
const ALGORITHMS: Readonly<Record<string, ((body: Buffer) => string) | undefined>> = {
  ChecksumCRC32: (body) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes.toString('base64');
  },
  ChecksumSHA1: (body) => hash('sha1', body, 'base64'),
  ChecksumSHA256: (body) => hash('sha256', body, 'base64'),
  ChecksumCRC32C: undefined,
  ChecksumCRC64NVME: undefined,
};

export interface Checksum {
  /** Such as `x-amz-checksum-crc32`. */
  readonly header: string;
  readonly value: string;
}

/** Converts a member's name in S3's API, such as `ChecksumCRC32`, to its header. */
function headerOf(member: string): string {
  return `x-amz-checksum-${member.slice('Checksum'.length).toLowerCase()}`;
}

/**
 * Returns the checksum that came with an object, in a header or after the body.
 * @throws ServiceError BadDigest if it, or `Content-MD5`, differs from the body's
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export function checkedChecksum(
  input: JsonObject,
  trailers: Readonly<Record<string, string>>,
  body: Buffer,
): Checksum | undefined {
  if (typeof input.ContentMD5 === 'string' && input.ContentMD5 !== hash('md5', body, 'base64')) {
    throw new ServiceError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  for (const [member, compute] of Object.entries(ALGORITHMS)) {
    const header = headerOf(member);
    const value = input[member] ?? trailers[header];
    if (typeof value !== 'string') continue;
    if (compute === undefined || compute(body) === value) return { header, value };
    throw new ServiceError(
      'BadDigest',
      `The ${member.slice('Checksum'.length)} you specified did not match the calculated checksum.`,
    );
  }
  return undefined;
}
