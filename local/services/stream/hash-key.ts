import { hash } from 'node:crypto';

/**
 * A position in the 128-bit hash-key space as 32 hexadecimal digits: texts of one length order as their numbers do,
 * so a shard is found without big integers.
 */
export type HashKey = string;

const SPACE = 1n << 128n;

/** Kinesis maps a partition key by MD5. @see https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html */
export function hashKeyOf(partitionKey: string): HashKey {
  return hash('md5', partitionKey);
}

export function hashKeyFromDecimal(decimal: string): HashKey {
  return BigInt(decimal).toString(16).padStart(32, '0');
}

export function hashKeyToDecimal(hashKey: HashKey): string {
  return BigInt(`0x${hashKey}`).toString();
}

export interface HashKeyRange {
  readonly starting: HashKey;
  /** Included. */
  readonly ending: HashKey;
}

/** The whole space in `count` ranges of the same size, in order. */
export function evenRanges(count: number): HashKeyRange[] {
  const size = SPACE / BigInt(count);
  return Array.from({ length: count }, (_, index) => {
    const starting = size * BigInt(index);
    const ending = index === count - 1 ? SPACE - 1n : starting + size - 1n;
    return { starting: starting.toString(16).padStart(32, '0'), ending: ending.toString(16).padStart(32, '0') };
  });
}
