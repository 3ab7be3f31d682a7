import { seededRandom } from '../../core/random.ts';
import { VirtualScheduler } from '../../core/scheduler/virtual-scheduler.ts';
import { EventSourceMapping } from '../../local/aws/services/event-source-mapping/event-source-mapping.ts';
import type { DiscardedBatch } from '../../local/aws/services/event-source-mapping/on-failure.ts';
import type { MappingSettings, Poll } from '../../local/aws/services/event-source-mapping/settings.ts';
import type { InvocationOutcome } from '../../local/aws/services/function-pool/invocation.ts';
import { Stream } from '../../local/aws/services/stream/stream.ts';

export const SETTINGS: MappingSettings = {
  uuid: '11111111-2222-4333-8444-555555555555',
  functionName: 'handle',
  functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:handle',
  streamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/events',
  region: 'us-east-1',
  roleArn: 'arn:aws:iam::000000000000:role/handle',
  batchSize: 100,
  batchingWindowSeconds: 0,
  parallelizationFactor: 1,
  bisectBatchOnError: false,
  maximumRetryAttempts: -1,
  maximumRecordAgeSeconds: -1,
  reportBatchItemFailures: true,
  startingPosition: 'TRIM_HORIZON',
  enabled: true,
};

export interface Invoked {
  readonly at: number;
  readonly texts: readonly string[];
  readonly sequenceNumbers: readonly string[];
  readonly payload: string;
}

export type Answer = (invoked: Invoked) => InvocationOutcome | object | null;

export const START = Date.UTC(2026, 10, 23, 18, 5, 9);
export const FAILED: InvocationOutcome = {
  payload: '{"errorType":"Error","errorMessage":"no"}',
  functionError: 'Unhandled',
};

/**
 * A stream of one shard, mapped to a function that takes 10 ms and answers as told.
 * @param prepare what happens to the stream before the mapping is made
 */
export function mapped(
  change: Partial<MappingSettings>,
  answer: Answer = () => null,
  poll: Poll = 'immediate',
  durationMs = 10,
  prepare: (stream: Stream, scheduler: VirtualScheduler) => void = () => {},
) {
  const scheduler = new VirtualScheduler(START);
  const stream = new Stream(
    { name: 'events', arn: SETTINGS.streamArn, shardCount: 1, retentionHours: 24, mode: 'PROVISIONED' },
    scheduler,
  );
  prepare(stream, scheduler);
  const invocations: Invoked[] = [];
  const processed: string[] = [];
  const discarded: DiscardedBatch[] = [];
  let running = 0;
  let mostRunning = 0;
  const textOf = (data: string) => Buffer.from(data, 'base64').toString();
  const mapping = new EventSourceMapping({ ...SETTINGS, ...change }, poll, stream, {
    scheduler,
    random: seededRandom(1),
    invoke: (_name, payload, done) => {
      const { Records: records } = JSON.parse(payload) as {
        Records: { kinesis: { data: string; sequenceNumber: string } }[];
      };
      const invoked = {
        at: scheduler.now() - START,
        texts: records.map(({ kinesis }) => textOf(kinesis.data)),
        sequenceNumbers: records.map(({ kinesis }) => kinesis.sequenceNumber),
        payload,
      };
      invocations.push(invoked);
      running += 1;
      mostRunning = Math.max(mostRunning, running);
      scheduler.schedule(durationMs, () => {
        running -= 1;
        const given = answer(invoked);
        const isOutcome = given !== null && ('payload' in given || 'throttled' in given);
        done(isOutcome ? (given as InvocationOutcome) : { payload: JSON.stringify(given) });
      });
    },
    observer: {
      processed: (records) => processed.push(...records.map(({ data }) => textOf(data))),
      discarded: () => {},
    },
    onFailure: (batch) => discarded.push(batch) > 0,
  });
  mapping.start();
  const put = (key: string, ...texts: readonly string[]) => {
    for (const text of texts) stream.put(key, Buffer.from(text).toString('base64'), text.length);
  };
  const textsOf = (batch: DiscardedBatch) => batch.records.map(({ data }) => textOf(data));
  return {
    scheduler,
    stream,
    mapping,
    put,
    invocations,
    processed,
    discarded,
    textsOf,
    mostRunning: () => mostRunning,
  };
}

/** Reports the first record whose text is poison. */
export const reportPoison: Answer = ({ texts, sequenceNumbers }) => {
  const index = texts.findIndex((text) => text.startsWith('poison'));
  return { batchItemFailures: index < 0 ? [] : [{ itemIdentifier: sequenceNumbers[index] }] };
};
