import { LIMITS } from '../../../../core/limits.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html */
export interface MappingSettings {
  readonly uuid: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly streamArn: string;
  readonly region: string;
  /** The function's role, which the records name as the invoker. */
  readonly roleArn: string;
  /** 1–10,000. @default 100 */
  readonly batchSize: number;
  /** 0–300 s. @default 0 */
  readonly batchingWindowSeconds: number;
  /** 1–10. @default 1 */
  readonly parallelizationFactor: number;
  /** @default false */
  readonly bisectBatchOnError: boolean;
  /** −1…10,000; −1 never ends. @default -1 */
  readonly maximumRetryAttempts: number;
  /** −1…604,800 s; −1 never ends. @default -1 */
  readonly maximumRecordAgeSeconds: number;
  /** Whether the function reports the records that failed (`ReportBatchItemFailures`). */
  readonly reportBatchItemFailures: boolean;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST' | 'AT_TIMESTAMP';
  /** Start of AT_TIMESTAMP, milliseconds since the epoch. */
  readonly startingTimestamp?: number;
  readonly enabled: boolean;
  /** Whether it publishes the metrics of the group `EventCount`, which cost extra. @default false */
  readonly countsEvents?: boolean;
}

/**
 * `aws`: each shard is read once a second, as Lambda does, within the shard's shared read rate.
 * `immediate`: a record is delivered as it arrives, as to an enhanced fan-out consumer.
 */
export type Poll = 'aws' | 'immediate';

/** The quota of synchronous invocations: no batch is larger. */
export const MAX_BATCH_BYTES = LIMITS.lambdaInvocationBytes.value;
