import type { ServiceParameters } from '../api/parameters.ts';

const PAYER = { RequestPayer: 'nothing is billed' };
const READ = {
  effective: 'Bucket Key ChecksumMode',
  inert: PAYER,
};

export const OBJECT_PARAMETERS: ServiceParameters = {
  DeleteObject: { effective: 'Bucket Key', inert: PAYER },
  GetObject: READ,
  HeadObject: READ,
  ListBuckets: { effective: '' },
  ListObjectsV2: {
    effective: 'Bucket Delimiter EncodingType MaxKeys Prefix ContinuationToken StartAfter',
    inert: PAYER,
  },
  PutObject: {
    effective:
      'Bucket Key Body ContentType ContentMD5 ContentEncoding Metadata ChecksumAlgorithm ChecksumCRC32 ChecksumSHA1 ChecksumSHA256',
    inert: {
      ...PAYER,
      ContentLength: 'HTTP itself limits the body to it',
      ChecksumCRC32C: 'stored and returned, but not computed: Node has no such function',
      ChecksumCRC64NVME: 'stored and returned, but not computed: Node has no such function',
      StorageClass: 'it changes only the price',
    },
  },
};
