import type { Message } from '@aws-sdk/client-sqs';
import type { Clock } from '../../../core/scheduler/scheduler.ts';
import type { EventBus } from '../../../local/aws/services/event-bus/event-bus.ts';
import type { EventBuses } from '../../../local/aws/services/event-bus/event-buses.ts';
import { eventBusOperations } from '../../../local/aws/services/event-bus/operations.ts';
import type { ObjectStore } from '../../../local/aws/services/object-store/object-store.ts';
import type { JsonObject, Operations } from '../../../local/aws/services/operation.ts';
import { queueOperations } from '../../../local/aws/services/queue/operations.ts';
import type { Queues } from '../../../local/aws/services/queue/queues.ts';
import { streamOperations } from '../../../local/aws/services/stream/operations.ts';
import type { Streams } from '../../../local/aws/services/stream/streams.ts';
import type { DeadLetterPorts, PutResult } from '../../../tools/dead-letters/ports.ts';
import type { MetricReader } from '../../../tools/shared/cloudwatch/metric-reader.ts';

/** A record that reached a stream. */
export interface Arrived {
  readonly streamName: string;
  readonly partitionKey: string;
  readonly data: string;
  readonly sequenceNumber: string;
}

interface Services {
  readonly scheduler: Clock;
  readonly queues: Queues;
  readonly streams: Streams;
  readonly objects: ObjectStore;
  readonly buses: EventBuses;
  readonly bus: EventBus;
  /** What the metrics report. */
  readonly metricsNow: { readonly ageMs: number | undefined; readonly throttled: number };
  /** Gets each record that a stream took. */
  readonly arrived: Arrived[];
}

type Json = Readonly<Record<string, unknown>>;

/** The command's calls, made to the operations of the service models. */
export function servicePorts({
  scheduler,
  queues,
  streams,
  objects,
  buses,
  bus,
  metricsNow,
  arrived,
}: Services): DeadLetterPorts {
  const sqs = queueOperations(queues);
  const kinesis = streamOperations(streams);
  const events = eventBusOperations(buses);
  const call = async <Answer>(operations: Operations, name: string, input: JsonObject): Promise<Answer> =>
    (await operations[name]?.(input)) as Answer;
  const noteArrived = (streamName: string, partitionKey: string, data: Buffer, answer: Json): PutResult => {
    if (typeof answer.SequenceNumber !== 'string') return { refused: String(answer.ErrorCode) };
    arrived.push({ streamName, partitionKey, data: data.toString(), sequenceNumber: answer.SequenceNumber });
    return { sequenceNumber: answer.SequenceNumber };
  };
  const metrics: MetricReader = {
    over: async (queries) => queries.map(() => undefined),
    byMinute: async (queries) => {
      const minute = Math.floor(scheduler.now() / 60_000);
      return queries.map(({ name }) => {
        const value = name === 'IteratorAge' ? metricsNow.ageMs : metricsNow.throttled;
        return new Map(value === undefined ? [] : [[minute, value]]);
      });
    },
    dimensions: async () => [],
  };
  return {
    metrics,
    countMessages: async (url) => {
      const { visible, notVisible } = queues.named(url).counts();
      return visible + notVisible;
    },
    async receiveMessages(QueueUrl, VisibilityTimeout, WaitTimeSeconds) {
      const { Messages = [] } = await call<{ readonly Messages?: readonly Message[] }>(sqs, 'ReceiveMessage', {
        QueueUrl,
        VisibilityTimeout,
        WaitTimeSeconds,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['SentTimestamp'],
        MessageAttributeNames: ['All'],
      });
      return Messages.map(({ MessageId = '', ReceiptHandle = '', Body = '', Attributes, MessageAttributes = {} }) => ({
        queueUrl: QueueUrl,
        messageId: MessageId,
        receipt: ReceiptHandle,
        body: Body,
        sentAt: Number(Attributes?.SentTimestamp),
        attributes: Object.fromEntries(
          Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
        ),
        until: scheduler.now() + VisibilityTimeout * 1_000,
      }));
    },
    async showMessages(QueueUrl, receipts) {
      const Entries = receipts.map((ReceiptHandle, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: 0,
      }));
      await call(sqs, 'ChangeMessageVisibilityBatch', { QueueUrl, Entries });
    },
    async deleteMessages(QueueUrl, receipts) {
      const Entries = receipts.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
      await call(sqs, 'DeleteMessageBatch', { QueueUrl, Entries });
      return [];
    },
    listObjects: async (bucket, prefix) =>
      objects.list(bucket, prefix).objects.map(({ key, lastModified }) => ({ key, storedAt: lastModified })),
    readObject: async (bucket, key) => objects.get(bucket, key).body.toString(),
    deleteObject: async (bucket, key) => objects.delete(bucket, key),
    async putRecords(StreamName, records) {
      const { Records } = await call<{ readonly Records: readonly Json[] }>(kinesis, 'PutRecords', {
        StreamName,
        Records: records.map(({ partitionKey, data }) => ({
          PartitionKey: partitionKey,
          Data: data.toString('base64'),
        })),
      });
      return records.map(({ partitionKey, data }, index) =>
        noteArrived(StreamName, partitionKey, data, Records[index] ?? {}),
      );
    },
    async putRecord(StreamName, { partitionKey, data }, after) {
      const answer = await call<Json>(kinesis, 'PutRecord', {
        StreamName,
        PartitionKey: partitionKey,
        Data: data.toString('base64'),
        SequenceNumberForOrdering: after,
      });
      return noteArrived(StreamName, partitionKey, data, answer);
    },
    async putEvents(EventBusName, entries) {
      const { Entries } = await call<{ readonly Entries: readonly Json[] }>(events, 'PutEvents', {
        Entries: entries.map(({ source, detailType, detail, time, resources }) => ({
          EventBusName,
          Source: source,
          DetailType: detailType,
          Detail: detail,
          Resources: resources,
          ...(time !== undefined && { Time: Date.parse(time) / 1_000 }),
        })),
      });
      return Entries.map(({ EventId }) => ({ sequenceNumber: String(EventId) }));
    },
    rules: async () =>
      bus.rules.map((rule) => ({ arn: rule.arn, isEnabled: rule.enabled, eventPattern: rule.eventPattern })),
  };
}
