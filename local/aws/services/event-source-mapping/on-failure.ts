import type { Random } from '../../../../core/random.ts';
import type { StreamRecord } from '../stream/record-log.ts';
import { uuid } from '../uuid.ts';
import type { MappingSettings } from './settings.ts';

export type DiscardCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** Records that a mapping gave up together. */
export interface DiscardedBatch {
  readonly shardId: string;
  readonly records: readonly StreamRecord[];
  readonly condition: DiscardCondition;
  /** Number of invocations that contained the first of them. */
  readonly invokeCount: number;
  /** Whether the last invocation ended in an error of the function. */
  readonly functionError: boolean;
  /** Returns the invocation's text, for destinations that store it. */
  readonly payload: () => string;
}

/** Stores a discarded batch. Returns whether the destination accepted it. */
export type OnFailureDestination = (batch: DiscardedBatch, settings: MappingSettings, now: number) => boolean;

/**
 * Formats AWS's invocation record. SQS and SNS get it without the payload, S3 with the whole invocation as escaped
 * JSON.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function invocationRecord(
  batch: DiscardedBatch,
  settings: MappingSettings,
  now: number,
  requestId: string,
  withPayload: boolean,
): string {
  const first = batch.records[0];
  const last = batch.records.at(-1);
  return JSON.stringify({
    requestContext: {
      requestId,
      functionArn: settings.functionArn,
      condition: batch.condition,
      approximateInvokeCount: batch.invokeCount,
    },
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      functionError: batch.functionError ? 'Unhandled' : null,
    },
    version: '1.0',
    timestamp: isoTime(now),
    KinesisBatchInfo: {
      shardId: batch.shardId,
      startSequenceNumber: first?.sequenceNumber,
      endSequenceNumber: last?.sequenceNumber,
      approximateArrivalOfFirstRecord: isoTime(first?.arrivedAt ?? now),
      approximateArrivalOfLastRecord: isoTime(last?.arrivedAt ?? now),
      batchSize: batch.records.length,
      streamArn: settings.streamArn,
    },
    ...(withPayload && { payload: batch.payload() }),
  });
}

/** `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<UUID>`. */
export function objectKey(mappingUuid: string, shardId: string, now: number, random: Random): string {
  const [date = '', time = ''] = isoTime(now).split('T');
  const second = time.slice(0, 8).replaceAll(':', '.');
  return `aws/lambda/${mappingUuid}/${shardId}/${date.replaceAll('-', '/')}/${date}T${second}-${uuid(random)}`;
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
