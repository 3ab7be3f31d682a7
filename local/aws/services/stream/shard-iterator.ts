import { type JsonObject, optionalNumber, optionalText, requiredText } from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import type { Shard } from './shard.ts';
import type { Stream } from './stream.ts';

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
  if (!Array.isArray(parts)) throw new ServiceError('InvalidArgumentException', 'Invalid ShardIterator.');
  const [streamName, shardId, index, issuedAt] = parts;
  if (typeof streamName !== 'string' || typeof shardId !== 'string' || typeof index !== 'number') {
    throw new ServiceError('InvalidArgumentException', 'Invalid ShardIterator.');
  }
  if (typeof issuedAt !== 'number' || now - issuedAt > EXPIRY_MS) {
    throw new ServiceError(
      'ExpiredIteratorException',
      `Iterator expired. The iterator was created at time ${issuedAt} while right now it is ${now} which is further in the future than the tolerated delay of ${EXPIRY_MS} milliseconds.`,
    );
  }
  return { streamName, shardId, index };
}

const BY_SEQUENCE: ReadonlySet<string> = new Set(['AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER']);

/** Each type comes with what it starts from, and with nothing else. @throws ServiceError InvalidArgumentException */
function checkStart(type: string, input: JsonObject): void {
  const wanted = BY_SEQUENCE.has(type) ? 'StartingSequenceNumber' : type === 'AT_TIMESTAMP' ? 'Timestamp' : undefined;
  for (const name of ['StartingSequenceNumber', 'Timestamp']) {
    const isGiven = input[name] !== undefined && input[name] !== null;
    if (isGiven === (name === wanted)) continue;
    throw new ServiceError(
      'InvalidArgumentException',
      isGiven ? `ShardIteratorType ${type} goes without ${name}.` : `ShardIteratorType ${type} needs a ${name}.`,
    );
  }
}

/** The index that GetShardIterator's type and arguments name. */
export function startIndex(shard: Shard, stream: Stream, input: JsonObject, now: number): number {
  const type = requiredText(input, 'ShardIteratorType');
  checkStart(type, input);
  switch (type) {
    case 'TRIM_HORIZON':
      return shard.oldestIndex;
    case 'LATEST':
      return shard.nextIndex;
    case 'AT_TIMESTAMP':
      return shard.indexAtTime((optionalNumber(input, 'Timestamp') ?? now / 1_000) * 1_000);
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER': {
      const sequence = optionalText(input, 'StartingSequenceNumber') ?? '';
      const index = shard.indexOf(sequence);
      if (index === undefined) {
        throw new ServiceError(
          'InvalidArgumentException',
          `StartingSequenceNumber ${sequence} used in GetShardIterator on shard ${shard.id} in stream ${stream.settings.name} under account 000000000000 is invalid.`,
        );
      }
      return type === 'AT_SEQUENCE_NUMBER' ? index : index + 1;
    }
    default:
      throw new ServiceError('InvalidArgumentException', `ShardIteratorType ${type} is not valid.`);
  }
}
