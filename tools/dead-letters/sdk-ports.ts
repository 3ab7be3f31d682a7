import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { KinesisClient, PutRecordCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { DeleteObjectCommand, GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  OverLimit,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { LIMITS } from '../../core/limits.ts';
import type { Clock } from '../../core/scheduler/scheduler.ts';
import { rulesOf } from '../shared/aws/bus-rules.ts';
import type { ConnectedStage } from '../shared/aws/connected-stage.ts';
import { asking } from '../shared/aws/sdk-account-reader.ts';
import { sdkMetricReader } from '../shared/cloudwatch/sdk-metric-reader.ts';
import type { QueueMessage } from './letters/letter.ts';
import type { DeadLetterPorts, PutResult, StoredKey } from './ports.ts';

/** The SDK retries what fails on the way; a throttled record is a result, which stops the redrive. */
const ATTEMPTS = 3;

/** The calls by the SDK, to a stage. The local runtime has one server of SQS, which need not be waited for. */
export function sdkPorts(
  { settings, isLocal }: Pick<ConnectedStage, 'settings' | 'isLocal'>,
  clock: Clock,
): DeadLetterPorts {
  const config = { maxAttempts: ATTEMPTS, ...settings };
  // A queue's URL may name an emulator by another host than the endpoint does, and the SDK warns of each call.
  const sqs = new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
  const s3 = new S3Client(config);
  const kinesis = new KinesisClient(config);
  const events = new EventBridgeClient(config);
  const receive = async (input: ReceiveMessageCommandInput): Promise<{ readonly Messages?: readonly Message[] }> => {
    try {
      return await sqs.send(
        new ReceiveMessageCommand({
          ...input,
          MaxNumberOfMessages: LIMITS.sqsEntriesPerCall.value,
          MessageSystemAttributeNames: ['SentTimestamp'],
          MessageAttributeNames: ['All'],
        }),
      );
    } catch (error) {
      // Too many are in flight (quotas-queues.html): a call that waits would have returned none.
      if (error instanceof OverLimit) return {};
      throw error;
    }
  };
  return {
    metrics: sdkMetricReader(config),
    rules: (busName) => rulesOf(events, busName),
    async countMessages(QueueUrl) {
      const { Attributes = {} } = await asking('sqs:GetQueueAttributes', () =>
        sqs.send(
          new GetQueueAttributesCommand({
            QueueUrl,
            AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
          }),
        ),
      );
      return Object.values(Attributes).reduce((sum, text) => sum + Number(text), 0);
    },
    async receiveMessages(QueueUrl, VisibilityTimeout, waitSeconds) {
      const until = clock.now() + VisibilityTimeout * 1_000;
      const { Messages = [] } = await asking('sqs:ReceiveMessage', () =>
        receive({ QueueUrl, VisibilityTimeout, WaitTimeSeconds: isLocal ? 0 : waitSeconds }),
      );
      return Messages.map((message) => queueMessage(message, QueueUrl, until));
    },
    async showMessages(QueueUrl, receipts) {
      const Entries = receipts.map((ReceiptHandle, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: 0,
      }));
      await asking('sqs:ChangeMessageVisibility', () =>
        sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })),
      );
    },
    async deleteMessages(QueueUrl, receipts) {
      const Entries = receipts.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
      const { Failed = [] } = await asking('sqs:DeleteMessage', () =>
        sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })),
      );
      return Failed.map(({ Id }) => receipts[Number(Id)] ?? '');
    },
    async listObjects(Bucket, Prefix) {
      const keys: StoredKey[] = [];
      await asking('s3:ListBucket', async () => {
        for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) {
          keys.push(
            ...Contents.map(({ Key = '', LastModified }) => ({ key: Key, storedAt: LastModified?.getTime() ?? 0 })),
          );
        }
      });
      return keys;
    },
    async readObject(Bucket, Key) {
      const { Body } = await asking('s3:GetObject', () => s3.send(new GetObjectCommand({ Bucket, Key })));
      return (await Body?.transformToString()) ?? '';
    },
    async deleteObject(Bucket, Key) {
      await asking('s3:DeleteObject', () => s3.send(new DeleteObjectCommand({ Bucket, Key })));
    },
    async putRecords(StreamName, records) {
      const { Records = [] } = await asking('kinesis:PutRecords', () =>
        kinesis.send(
          new PutRecordsCommand({
            StreamName,
            Records: records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data })),
          }),
        ),
      );
      return Records.map(({ SequenceNumber, ErrorCode }) => putResult(SequenceNumber, ErrorCode));
    },
    async putRecord(StreamName, { partitionKey, data }, after) {
      try {
        const { SequenceNumber } = await asking('kinesis:PutRecord', () =>
          kinesis.send(
            new PutRecordCommand({
              StreamName,
              PartitionKey: partitionKey,
              Data: data,
              SequenceNumberForOrdering: after,
            }),
          ),
        );
        return putResult(SequenceNumber, undefined);
      } catch (error) {
        if (error instanceof Error && error.name === 'ProvisionedThroughputExceededException') {
          return { refused: error.name };
        }
        throw error;
      }
    },
    async putEvents(EventBusName, entries) {
      const { Entries = [] } = await asking('events:PutEvents', () =>
        events.send(
          new PutEventsCommand({
            Entries: entries.map(({ source, detailType, detail, time, resources }) => ({
              EventBusName,
              Source: source,
              DetailType: detailType,
              Detail: detail,
              Resources: [...resources],
              ...(time !== undefined && { Time: new Date(time) }),
            })),
          }),
        ),
      );
      return Entries.map(({ EventId, ErrorCode }) => putResult(EventId, ErrorCode));
    },
  };
}

function putResult(id: string | undefined, code: string | undefined): PutResult {
  return id === undefined ? { refused: code ?? 'NoResult' } : { sequenceNumber: id };
}

function queueMessage(message: Message, queueUrl: string, until: number): QueueMessage {
  const { MessageId = '', ReceiptHandle = '', Body = '', Attributes, MessageAttributes = {} } = message;
  return {
    queueUrl,
    messageId: MessageId,
    receipt: ReceiptHandle,
    body: Body,
    sentAt: Number(Attributes?.SentTimestamp ?? 0),
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
    ),
    until,
  };
}
