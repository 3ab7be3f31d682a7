import type { StreamRecord } from '../stream/record-log.ts';
import type { MappingSettings } from './settings.ts';

/** Writes the payload of an invocation from its records. */
export interface BatchWriter {
  write(records: readonly StreamRecord[]): string;
}

/** Writes a shard's invocations as JSON text. Writes the constant parts once. */
export class KinesisEventWriter implements BatchWriter {
  readonly #after: string;
  readonly #shardId: string;

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
  constructor(settings: MappingSettings, shardId: string) {
    this.#shardId = shardId;
    this.#after =
      `","eventName":"aws:kinesis:record","invokeIdentityArn":"${settings.roleArn}",` +
      `"awsRegion":"${settings.region}","eventSourceARN":"${settings.streamArn}"}`;
  }

  write(records: readonly StreamRecord[]): string {
    let text = '{"Records":[';
    let separator = '';
    for (const { partitionKey, sequenceNumber, data, arrivedAt } of records) {
      text +=
        `${separator}{"kinesis":{"kinesisSchemaVersion":"1.0","partitionKey":${JSON.stringify(partitionKey)},` +
        `"sequenceNumber":"${sequenceNumber}","data":"${data}","approximateArrivalTimestamp":${arrivedAt / 1_000}},` +
        `"eventSource":"aws:kinesis","eventVersion":"1.0","eventID":"${this.#shardId}:${sequenceNumber}${this.#after}`;
      separator = ',';
    }
    return `${text}]}`;
  }
}

/** Approximate bytes of a record in an invocation: its base64, its key and its fields. */
export function recordBytes(record: StreamRecord): number {
  return Math.ceil(record.bytes / 3) * 4 + record.partitionKey.length + 450;
}
