import { hash } from 'node:crypto';
import { LIMITS } from '../../../core/limits.ts';
import {
  isObject,
  type JsonObject,
  type Operations,
  objectList,
  optionalNumber,
  optionalText,
  requiredText,
} from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import type { Message, MessageAttributes, Queue } from './queue.ts';
import type { Queues } from './queues.ts';

const MAX_MESSAGE_BYTES = LIMITS.sqsMessageBytes.value;
/**
 * What is not `#x9 | #xA | #xD | #x20–#xD7FF | #xE000–#xFFFD | #x10000–#x10FFFF`.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it must find.
const NOT_ALLOWED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\p{Cs}\ufffe\uffff]/u;
const MAX_BATCH = 10;

/** `AmazonSQS.*`. */
export function queueOperations(queues: Queues): Operations {
  const queueOf = (input: JsonObject): Queue => queues.named(requiredText(input, 'QueueUrl'));
  return {
    SendMessage: (input) => sent(send(queueOf(input), input)),
    SendMessageBatch: (input) => {
      const queue = queueOf(input);
      return { Successful: batch(input).map((entry) => ({ Id: entry.Id, ...sent(send(queue, entry)) })), Failed: [] };
    },
    ReceiveMessage: async (input) => {
      const count = optionalNumber(input, 'MaxNumberOfMessages') ?? 1;
      if (count < 1 || count > MAX_BATCH) {
        throw new ServiceError(
          'InvalidParameterValue',
          `Value ${count} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
        );
      }
      const waitMs = (optionalNumber(input, 'WaitTimeSeconds') ?? 0) * 1_000;
      const messages = await queueOf(input).receiveWaiting(count, optionalNumber(input, 'VisibilityTimeout'), waitMs);
      return messages.length === 0 ? {} : { Messages: messages.map(received) };
    },
    DeleteMessage: (input) => {
      queueOf(input).delete(requiredText(input, 'ReceiptHandle'));
      return {};
    },
    DeleteMessageBatch: (input) => {
      const queue = queueOf(input);
      for (const entry of batch(input)) queue.delete(requiredText(entry, 'ReceiptHandle'));
      return { Successful: batch(input).map(({ Id }) => ({ Id })), Failed: [] };
    },
    ChangeMessageVisibility: (input) => {
      const seconds = optionalNumber(input, 'VisibilityTimeout') ?? 0;
      if (queueOf(input).changeVisibility(requiredText(input, 'ReceiptHandle'), seconds)) return {};
      throw new ServiceError('com.amazonaws.sqs#ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
    },
    GetQueueAttributes: (input) => ({ Attributes: attributes(queueOf(input), input.AttributeNames) }),
    GetQueueUrl: (input) => ({ QueueUrl: queues.named(requiredText(input, 'QueueName')).settings.url }),
    ListQueues: (input) => {
      const prefix = optionalText(input, 'QueueNamePrefix') ?? '';
      const urls = queues.all().filter(({ settings }) => settings.name.startsWith(prefix));
      return { QueueUrls: urls.map(({ settings }) => settings.url) };
    },
    PurgeQueue: (input) => {
      queueOf(input).purge();
      return {};
    },
  };
}

function send(queue: Queue, input: JsonObject): Message {
  const body = requiredText(input, 'MessageBody');
  const bytes = Buffer.byteLength(body);
  if (bytes < 1 || bytes > MAX_MESSAGE_BYTES) {
    throw new ServiceError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${MAX_MESSAGE_BYTES} bytes and not empty.`,
    );
  }
  if (NOT_ALLOWED.test(body)) {
    throw new ServiceError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    );
  }
  const given = isObject(input.MessageAttributes) ? (input.MessageAttributes as MessageAttributes) : {};
  return queue.send(body, given, optionalNumber(input, 'DelaySeconds'));
}

function sent(message: Message): JsonObject {
  return { MessageId: message.id, MD5OfMessageBody: hash('md5', message.body) };
}

function batch(input: JsonObject): readonly JsonObject[] {
  const entries = objectList(input, 'Entries');
  if (entries.length > MAX_BATCH) {
    throw new ServiceError(
      'com.amazonaws.sqs#TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  if (entries.length > 0) return entries;
  throw new ServiceError('com.amazonaws.sqs#EmptyBatchRequest', 'There should be at least one entry in the request.');
}

function received(message: Message): JsonObject {
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: hash('md5', message.body),
    Body: message.body,
    Attributes: {
      SentTimestamp: String(message.sentAt),
      ApproximateReceiveCount: String(message.receiveCount),
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      SenderId: '000000000000',
    },
    ...(Object.keys(message.attributes).length > 0 && { MessageAttributes: message.attributes }),
  };
}

function attributes(queue: Queue, wanted: unknown): JsonObject {
  const { settings } = queue;
  const counts = queue.counts();
  const all: Record<string, string> = {
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.notVisible),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1_000)),
    VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    DelaySeconds: String(settings.delaySeconds),
    MaximumMessageSize: String(MAX_MESSAGE_BYTES),
    QueueArn: settings.arn,
  };
  if (!Array.isArray(wanted) || wanted.includes('All')) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
}
