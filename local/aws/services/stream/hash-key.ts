import { hash } from 'node:crypto';

/**
 * A position in the 128-bit hash-key space as 32 hexadecimal digits: texts of one length sort like their numbers, so a
 * shard is found without big integers.
 */
export type HashKey = string;

const SPACE = 1n << 128n;

/** Kinesis maps a partition key by MD5. @see https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html */
export function hashKeyOf(partitionKey: string): HashKey {
  return hash('md5', partitionKey);
}

/** @returns `undefined` if the text is not a decimal number of the space */
export function hashKeyFromDecimal(decimal: string): HashKey | undefined {
  if (!/^(0|[1-9]\d{0,38})$/.test(decimal)) return undefined;
  const value = BigInt(decimal);
  return value < SPACE ? fromNumber(value) : undefined;
}

export function hashKeyToDecimal(hashKey: HashKey): string {
  return toNumber(hashKey).toString();
}

export interface HashKeyRange {
  readonly starting: HashKey;
  /** Inclusive. */
  readonly ending: HashKey;
}

/** Divides the whole space into `count` ranges of the same size, in order. */
export function evenRanges(count: number): HashKeyRange[] {
  const size = SPACE / BigInt(count);
  return Array.from({ length: count }, (_, index) => {
    const starting = size * BigInt(index);
    const ending = index === count - 1 ? SPACE - 1n : starting + size - 1n;
    return { starting: fromNumber(starting), ending: fromNumber(ending) };
  });
}

/** Splits the range, the second part from `at` on; `undefined` if one part would be empty. */
export function splitRange({ starting, ending }: HashKeyRange, at: HashKey): [HashKeyRange, HashKeyRange] | undefined {
  if (at <= starting || at > ending) return undefined;
  return [
    { starting, ending: fromNumber(toNumber(at) - 1n) },
    { starting: at, ending },
  ];
}

/** Joins both ranges; `undefined` if they are not adjacent. */
export function joinRanges(one: HashKeyRange, other: HashKeyRange): HashKeyRange | undefined {
  const [low, high] = one.starting < other.starting ? [one, other] : [other, one];
  if (toNumber(low.ending) + 1n !== toNumber(high.starting)) return undefined;
  return { starting: low.starting, ending: high.ending };
}

/** Returns the start of a range's upper half; `undefined` if the range is one position. */
export function middleOf({ starting, ending }: HashKeyRange): HashKey | undefined {
  const [low, high] = [toNumber(starting), toNumber(ending)];
  return low === high ? undefined : fromNumber((low + high + 1n) / 2n);
}

function toNumber(hashKey: HashKey): bigint {
  return BigInt(`0x${hashKey}`);
}

function fromNumber(value: bigint): HashKey {
  return value.toString(16).padStart(32, '0');
}
