import type { KinesisStreamRecord } from 'aws-lambda';
import type { QuarantinePort } from '../ports.ts';

/** An event, or a whole record, that no retry will mend, with the reason. */
export interface Quarantined {
  readonly reason: { readonly code: string; readonly message: string };
  readonly type: string;
  /** `undefined` where the record could not be read: then its raw bytes are kept. */
  readonly event?: unknown;
  readonly eventBridgeId?: string | undefined;
  readonly record: KinesisStreamRecord;
}

/** Keeps payload and reason in a queue, from which it can be sent again once the cause is mended. */
export async function quarantine(port: QuarantinePort, queueUrl: string, quarantined: Quarantined): Promise<void> {
  const { reason, type, event, eventBridgeId, record } = quarantined;
  const { partitionKey, sequenceNumber, data } = record.kinesis;
  await port.sendMessage({
    QueueUrl: queueUrl,
    MessageBody: JSON.stringify({
      reason,
      type,
      event: event ?? null,
      record: {
        eventId: eventBridgeId ?? record.eventID,
        partitionKey,
        sequenceNumber,
        ...(event === undefined ? { data } : {}),
      },
    }),
  });
}
