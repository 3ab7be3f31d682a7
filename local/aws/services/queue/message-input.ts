import { hash } from 'node:crypto';
import { LIMITS } from '../../../../core/limits.ts';
import { isObject, type JsonObject, optionalNumber, requiredText } from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import type { MessageAttribute, MessageAttributes } from './queue.ts';

/** Limit of a message with its attributes. */
export const MAX_MESSAGE_BYTES = LIMITS.sqsMessageBytes.value;
const MAX_ATTRIBUTES = 10;
const MAX_DELAY_SECONDS = 900;

/** A message that is checked and ready to be sent. */
export interface MessageInput {
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** `undefined`: the delay of the queue. */
  readonly delaySeconds: number | undefined;
}

/**
 * @throws ServiceError InvalidParameterValue, InvalidMessageContents, MissingParameter
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function readMessage(input: JsonObject): MessageInput {
  const body = requiredText(input, 'MessageBody');
  if (body === '') throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (!isXmlText(body)) {
    throw new ServiceError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    );
  }
  const attributes = readAttributes(input.MessageAttributes);
  if (messageBytes(body, attributes) > MAX_MESSAGE_BYTES) {
    throw invalid(
      `One or more parameters are invalid. Reason: Message must be shorter than ${MAX_MESSAGE_BYTES} bytes.`,
    );
  }
  const delaySeconds = secondsUpTo(input, 'DelaySeconds', MAX_DELAY_SECONDS);
  return { body, attributes, delaySeconds };
}

/** Returns a number of seconds from 0 to `most`, if given. @throws ServiceError InvalidParameterValue */
export function secondsUpTo(input: JsonObject, name: string, most: number): number | undefined {
  const seconds = optionalNumber(input, name);
  if (seconds === undefined || (Number.isInteger(seconds) && seconds >= 0 && seconds <= most)) return seconds;
  throw invalid(
    `Value ${seconds} for parameter ${name} is invalid. Reason: Must be between 0 and ${most}, if provided.`,
  );
}

export function messageBytes(body: string, attributes: MessageAttributes): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, { DataType, StringValue = '', BinaryValue = '' }] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue);
    bytes += Buffer.byteLength(BinaryValue, 'base64');
  }
  return bytes;
}

/** Returns whether XML 1.0 can contain the text. */
function isXmlText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: SQS refuses these characters
  return text.isWellFormed() && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text);
}

function readAttributes(value: unknown): MessageAttributes {
  if (!isObject(value)) return {};
  const entries = Object.entries(value);
  if (entries.length > MAX_ATTRIBUTES) {
    throw invalid(`Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`);
  }
  return Object.fromEntries(entries.map(([name, attribute]) => [name, readAttribute(name, attribute)]));
}

function readAttribute(name: string, attribute: unknown): MessageAttribute {
  const { DataType, StringValue, BinaryValue } = isObject(attribute) ? attribute : {};
  const kind = typeof DataType === 'string' ? (DataType.split('.')[0] ?? '') : '';
  if (typeof DataType !== 'string' || !['String', 'Number', 'Binary'].includes(kind)) {
    throw invalid(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  if (kind === 'Binary' && typeof BinaryValue === 'string' && BinaryValue !== '') return { DataType, BinaryValue };
  if (kind !== 'Binary' && typeof StringValue === 'string' && StringValue !== '') {
    if (kind === 'String' || Number.isFinite(Number(StringValue))) return { DataType, StringValue };
    throw invalid(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  throw invalid(
    `The message (user) attribute '${name}' must contain a non-empty value of type '${kind === 'Binary' ? 'Binary' : 'String'}'.`,
  );
}

const STRING_VALUE = 1;
const BINARY_VALUE = 2;

/**
 * Returns the checksum that clients compare with the attributes; `undefined` if there are none.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function attributesMd5(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const parts = names.flatMap((name) => {
    const { DataType = '', StringValue, BinaryValue = '' } = attributes[name] ?? {};
    const isText = StringValue !== undefined;
    const value = isText ? Buffer.from(StringValue) : Buffer.from(BinaryValue, 'base64');
    const kind = Buffer.from([isText ? STRING_VALUE : BINARY_VALUE]);
    return [withLength(Buffer.from(name)), withLength(Buffer.from(DataType)), kind, withLength(value)];
  });
  return hash('md5', Buffer.concat(parts));
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

export function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', message);
}
