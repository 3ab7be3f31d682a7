import type { Runtime } from '../../local/start/runtime.ts';

interface InvocationRecord {
  readonly KinesisBatchInfo: { readonly streamArn: string };
  /** The invocation as JSON text. */
  readonly payload: string;
}

interface KinesisInvocation {
  readonly Records: readonly { readonly kinesis: { readonly data: string; readonly partitionKey: string } }[];
}

/** Puts the records of every discarded batch on their stream again, and empties the bucket. @returns how many */
export function sendDiscardedAgain({ cloud }: Pick<Runtime, 'cloud'>): number {
  const { objects, streams } = cloud;
  let sent = 0;
  for (const bucket of objects.bucketNames()) {
    for (const { key } of objects.list(bucket, 'aws/lambda/').objects) {
      const { KinesisBatchInfo, payload }: InvocationRecord = JSON.parse(objects.get(bucket, key).body.toString());
      const { Records }: KinesisInvocation = JSON.parse(payload);
      for (const { kinesis } of Records) {
        const bytes = Buffer.byteLength(kinesis.data, 'base64');
        streams.named(KinesisBatchInfo.streamArn).put(kinesis.partitionKey, kinesis.data, bytes);
      }
      sent += Records.length;
      objects.delete(bucket, key);
    }
  }
  return sent;
}
