/** What an AWS account and region allow. Each method is one read; a refused one throws {@link AccessRefused}. */
export interface AccountReader {
  identity(): Promise<{ readonly account: string; readonly region: string }>;
  /** Lambda's concurrency in the region: the quota, and what no function has reserved. */
  concurrency(): Promise<{ readonly limit: number; readonly unreserved: number }>;
  /** API Gateway's settings for the account and region. */
  gateway(): Promise<{
    /** The role in which it writes access logs; left out if none is set. */
    readonly logRoleArn?: string;
    readonly requestsPerSecond: number;
    readonly burst: number;
  }>;
  /** Version of the CDK bootstrap stack, if there is one. */
  bootstrapVersion(): Promise<number | undefined>;
  /** EventBridge PutEvents calls a second. */
  publishesPerSecond(): Promise<number>;
  /** Kinesis shards of the region: the quota and those in use. */
  shards(): Promise<{ readonly limit: number; readonly open: number }>;
}

/** The caller may not read this; the others may still be readable. */
export class AccessRefused extends Error {
  override readonly name = 'AccessRefused';
}
