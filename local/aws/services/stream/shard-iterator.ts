import { type JsonObject, optionalNumber, optionalText, requiredText } from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import type { Shard } from './shard.ts';
import { accountOf, type Stream } from './stream.ts';

/** Iterators expire after five minutes. @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html */
const EXPIRY_MS = 300_000;

export interface ShardIterator {
  readonly streamName: string;
  readonly shardId: string;
  readonly index: number;
}

export function encodeIterator({ streamName, shardId, index }: ShardIterator, now: number): string {
  return Buffer.from(JSON.stringify([streamName, shardId, index, now])).toString('base64');
}

/** @throws ServiceError InvalidArgumentException, ExpiredIteratorException */
export function decodeIterator(text: string, now: number): ShardIterator {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64').toString());
  } catch {
    parts = undefined;
  }
  if (!Array.isArray(parts)) throw invalid('Invalid ShardIterator.');
  const [streamName, shardId, index, issuedAt] = parts;
  const isIndex = typeof index === 'number' && Number.isSafeInteger(index) && index >= 0;
  if (typeof streamName !== 'string' || typeof shardId !== 'string' || !isIndex) {
    throw invalid('Invalid ShardIterator.');
  }
  if (typeof issuedAt !== 'number' || now - issuedAt > EXPIRY_MS) {
    throw new ServiceError(
      'ExpiredIteratorException',
      `Iterator expired. The iterator was created at time ${issuedAt} while right now it is ${now} which is further in the future than the tolerated delay of ${EXPIRY_MS} milliseconds.`,
    );
  }
  return { streamName, shardId, index };
}

/** Returns the index that GetShardIterator's type and arguments mean. @throws ServiceError InvalidArgumentException */
export function startIndex(shard: Shard, stream: Stream, input: JsonObject, now: number): number {
  const type = requiredText(input, 'ShardIteratorType');
  checkArguments(type, input);
  switch (type) {
    case 'TRIM_HORIZON':
      return shard.oldestIndex;
    case 'LATEST':
      return shard.nextIndex;
    case 'AT_TIMESTAMP':
      return shard.indexAtTime(startTime(input, now));
    case 'AT_SEQUENCE_NUMBER':
      return indexOf(shard, stream, input);
    case 'AFTER_SEQUENCE_NUMBER':
      return indexOf(shard, stream, input) + 1;
    default:
      throw invalid(`ShardIteratorType ${type} is not valid.`);
  }
}

const BY_SEQUENCE: ReadonlySet<string> = new Set(['AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER']);

/** Checks that a type has its own arguments and no others. AWS's messages: kinesalite, getShardIterator.js. */
function checkArguments(type: string, input: JsonObject): void {
  const hasSequence = isGiven(input, 'StartingSequenceNumber');
  const hasTime = isGiven(input, 'Timestamp');
  if (type === 'AT_TIMESTAMP' && !hasTime) {
    throw invalid(
      'Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.',
    );
  }
  if (type !== 'AT_TIMESTAMP' && hasTime) {
    throw invalid(`ShardIteratorType ${type} cannot be combined with Timestamp, which belongs to AT_TIMESTAMP.`);
  }
  if (hasSequence !== BY_SEQUENCE.has(type)) {
    throw invalid(
      `Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${type} and ${hasSequence ? 'also a' : 'no'} StartingSequenceNumber.`,
    );
  }
}

function isGiven(input: JsonObject, name: string): boolean {
  return input[name] !== undefined && input[name] !== null;
}

/** Returns milliseconds since the epoch. */
function startTime(input: JsonObject, now: number): number {
  const time = Math.floor((optionalNumber(input, 'Timestamp') ?? 0) * 1_000);
  if (time <= now) return time;
  throw invalid(
    `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${time}, currentTimestampInMillis: ${now}`,
  );
}

function indexOf(shard: Shard, { settings }: Stream, input: JsonObject): number {
  const sequence = optionalText(input, 'StartingSequenceNumber') ?? '';
  const index = shard.indexOf(sequence);
  if (index !== undefined) return index;
  throw invalid(
    `StartingSequenceNumber ${sequence} used in GetShardIterator on shard ${shard.id} in stream ${settings.name} under account ${accountOf(settings.arn)} is invalid.`,
  );
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidArgumentException', message);
}
