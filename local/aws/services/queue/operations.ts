import { hash } from 'node:crypto';
import { LIMITS } from '../../../../core/limits.ts';
import { type JsonObject, type Operations, optionalNumber, optionalText, requiredText } from '../operation.ts';
import { pageOf } from '../page.ts';
import type { ServiceError } from '../service-error.ts';
import api from './api.json' with { type: 'json' };
import { batchEntries, forEachEntry, refused } from './batch.ts';
import {
  attributesMd5,
  invalid,
  MAX_MESSAGE_BYTES,
  type MessageInput,
  messageBytes,
  readMessage,
  secondsUpTo,
} from './message-input.ts';
import type { Message, MessageAttributes, Queue } from './queue.ts';
import type { Queues } from './queues.ts';

const MAX_RECEIVED = LIMITS.sqsEntriesPerCall.value;
const MAX_WAIT_SECONDS = 20;
const MAX_VISIBILITY_SECONDS = LIMITS.sqsVisibilitySeconds.value;
/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
const MAX_LISTED = 1_000;

/** `AmazonSQS.*`. @param mostInFlight of a queue @default AWS's quota */
export function queueOperations(queues: Queues, mostInFlight: number = LIMITS.sqsInFlightMessages.value): Operations {
  const queueOf = (input: JsonObject): Queue => queues.named(requiredText(input, 'QueueUrl'));
  return {
    SendMessage: (input) => send(queueOf(input), readMessage(input)),
    SendMessageBatch: (input) => {
      const queue = queueOf(input);
      const entries = batchEntries(input);
      checkBatchBytes(entries);
      return forEachEntry(entries, (entry) => send(queue, readMessage(entry)));
    },
    ReceiveMessage: async (input) => {
      const count = optionalNumber(input, 'MaxNumberOfMessages') ?? 1;
      if (!Number.isInteger(count) || count < 1 || count > MAX_RECEIVED) {
        throw invalid(
          `Value ${count} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and ${MAX_RECEIVED}, if provided.`,
        );
      }
      const hiddenSeconds = secondsUpTo(input, 'VisibilityTimeout', MAX_VISIBILITY_SECONDS);
      const waitMs = (secondsUpTo(input, 'WaitTimeSeconds', MAX_WAIT_SECONDS) ?? 0) * 1_000;
      const queue = queueOf(input);
      const show = shown(input, queue);
      // "If you reach this quota while using short polling, Amazon SQS returns the OverLimit error message. If you use
      // long polling, Amazon SQS returns no error messages." (quotas-queues.html)
      if (queue.hasInFlight(mostInFlight)) {
        if (waitMs > 0) return {};
        throw refused('OverLimit', `Too many messages in flight: at most ${mostInFlight} for a standard queue.`);
      }
      const messages = await queue.receiveWaiting(count, hiddenSeconds, waitMs);
      return messages.length === 0 ? {} : { Messages: messages.map(show) };
    },
    ChangeMessageVisibilityBatch: (input) => {
      const queue = queueOf(input);
      return forEachEntry(batchEntries(input), (entry) => {
        const seconds = secondsUpTo(entry, 'VisibilityTimeout', MAX_VISIBILITY_SECONDS) ?? 0;
        const receipt = requiredText(entry, 'ReceiptHandle');
        if (queue.changeVisibility(receipt, seconds)) return {};
        // AWS's words (opensearch-project/data-prepper#3861).
        throw invalid(
          `Value ${receipt} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
        );
      });
    },
    DeleteMessage: (input) => {
      queueOf(input).delete(requiredText(input, 'ReceiptHandle'));
      return {};
    },
    DeleteMessageBatch: (input) => {
      const queue = queueOf(input);
      return forEachEntry(batchEntries(input), (entry) => {
        queue.delete(requiredText(entry, 'ReceiptHandle'));
        return {};
      });
    },
    GetQueueAttributes: (input) => {
      const names = texts(input.AttributeNames);
      checkNames(names, api.shapes.QueueAttributeName.enum);
      const queue = queueOf(input);
      queue.touch();
      const attributes = attributesOf(queue, names);
      return Object.keys(attributes).length === 0 ? {} : { Attributes: attributes };
    },
    GetQueueUrl: (input) => {
      const { settings } = queues.named(requiredText(input, 'QueueName'));
      const owner = optionalText(input, 'QueueOwnerAWSAccountId');
      if (owner === undefined || owner === accountOf(settings.arn)) return { QueueUrl: settings.url };
      throw refused('QueueDoesNotExist', 'The specified queue does not exist.');
    },
    ListQueues: (input) => {
      const prefix = optionalText(input, 'QueueNamePrefix') ?? '';
      const size = optionalNumber(input, 'MaxResults');
      const found = queues.all().filter(({ settings }) => settings.name.startsWith(prefix));
      const invalidToken = (): ServiceError => invalid('Invalid or expired next token.');
      const { items, next } = pageOf(found, size ?? MAX_LISTED, optionalText(input, 'NextToken'), invalidToken);
      return {
        ...(items.length > 0 && { QueueUrls: items.map(({ settings }) => settings.url) }),
        // Only a request with a page size gets a token for the next page.
        ...(size !== undefined && next !== undefined && { NextToken: next }),
      };
    },
    PurgeQueue: (input) => {
      queueOf(input).purge();
      return {};
    },
  };
}

function send(queue: Queue, { body, attributes, delaySeconds }: MessageInput): JsonObject {
  const message = queue.send(body, attributes, delaySeconds);
  return { MessageId: message.id, MD5OfMessageBody: hash('md5', body), ...md5Of('MD5OfMessageAttributes', attributes) };
}

function md5Of(member: string, attributes: MessageAttributes): JsonObject {
  const md5 = attributesMd5(attributes);
  return md5 === undefined ? {} : { [member]: md5 };
}

/** The limit of one message also applies to the sum of a batch. */
function checkBatchBytes(entries: readonly JsonObject[]): void {
  let bytes = 0;
  for (const entry of entries) {
    bytes += messageBytes(
      optionalText(entry, 'MessageBody') ?? '',
      (entry.MessageAttributes ?? {}) as MessageAttributes,
    );
  }
  if (bytes <= MAX_MESSAGE_BYTES) return;
  throw refused(
    'BatchRequestTooLong',
    `Batch requests cannot be longer than ${MAX_MESSAGE_BYTES} bytes. You have sent ${bytes} bytes.`,
  );
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

function checkNames(names: Iterable<string>, known: readonly string[]): void {
  for (const name of names) {
    if (!known.includes(name)) throw refused('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
}

/** Formats a received message with the requested attributes only. */
function shown(input: JsonObject, queue: Queue): (message: Message) => JsonObject {
  const system = new Set([...texts(input.AttributeNames), ...texts(input.MessageSystemAttributeNames)]);
  checkNames(system, api.shapes.MessageSystemAttributeName.enum);
  const names = texts(input.MessageAttributeNames);
  return (message) => {
    const systemAttributes = Object.entries(systemAttributesOf(message, queue)).filter(
      ([name]) => system.has('All') || system.has(name),
    );
    const attributes = Object.fromEntries(
      Object.entries(message.attributes).filter(([name]) => names.some((wanted) => isWanted(name, wanted))),
    );
    return {
      MessageId: message.id,
      ReceiptHandle: message.receiptHandle,
      MD5OfBody: hash('md5', message.body),
      Body: message.body,
      ...(systemAttributes.length > 0 && { Attributes: Object.fromEntries(systemAttributes) }),
      ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributes }),
      ...md5Of('MD5OfMessageAttributes', attributes),
    };
  };
}

/**
 * `All` and `.*` match every attribute, `prefix.*` those that begin with the prefix.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
function isWanted(name: string, wanted: string): boolean {
  if (wanted === 'All' || wanted === '.*') return true;
  return wanted.endsWith('.*') ? name.startsWith(wanted.slice(0, -2)) : name === wanted;
}

function systemAttributesOf(message: Message, { settings }: Queue): Readonly<Record<string, string>> {
  return {
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    SenderId: accountOf(settings.arn),
  };
}

function attributesOf(queue: Queue, wanted: readonly string[]): Readonly<Record<string, string>> {
  const { settings } = queue;
  const counts = queue.counts();
  const createdAt = String(Math.floor(queue.createdAt / 1_000));
  const all: Record<string, string> = {
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.notVisible),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    CreatedTimestamp: createdAt,
    LastModifiedTimestamp: createdAt,
    VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    DelaySeconds: String(settings.delaySeconds),
    ReceiveMessageWaitTimeSeconds: '0',
    MaximumMessageSize: String(MAX_MESSAGE_BYTES),
    QueueArn: settings.arn,
  };
  if (wanted.includes('All')) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
}
