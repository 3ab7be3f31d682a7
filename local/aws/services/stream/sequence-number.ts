/**
 * Sequence numbers are 56 decimal digits that grow within a shard, and from a parent to its children: a prefix, the
 * shard's creation time and number, and the record's index, which `indexOf` reads back.
 */
const PREFIX = '495';
const TIME_DIGITS = 13;
const SHARD_DIGITS = 12;
const INDEX_DIGITS = 28;

export function sequencePrefix(createdAt: number, shardNumber: number): string {
  return `${PREFIX}${digits(Math.floor(createdAt), TIME_DIGITS)}${digits(shardNumber, SHARD_DIGITS)}`;
}

export function sequenceNumber(prefix: string, index: number): string {
  return prefix + digits(index, INDEX_DIGITS);
}

/** The record's index, or `undefined` where the number is none of the shard's. */
export function indexOf(prefix: string, sequence: string): number | undefined {
  if (sequence.length !== prefix.length + INDEX_DIGITS || !sequence.startsWith(prefix)) return undefined;
  const index = Number(sequence.slice(prefix.length));
  return Number.isSafeInteger(index) ? index : undefined;
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
