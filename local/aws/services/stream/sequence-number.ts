/**
 * Sequence numbers in Kinesis's own layout (version 2), from which its client library finds a number's shard. 186 bits,
 * from the highest: version (2), the shard's creation in seconds (36), the last 4 bits of the shard's number, the
 * record's index (64), 8 zero bits, the record's arrival in seconds (36), the shard's number (32), version (4).
 * @see https://github.com/awslabs/amazon-kinesis-client (SequenceNumberValidator.java)
 * @see https://github.com/mhart/kinesalite (db/index.js, stringifySequence)
 */
const VERSION = 2n;
const HEAD_AT = 144n;
const INDEX_AT = 80n;
const INDEX_MASK = (1n << 64n) - 1n;
const TIME_AT = 36n;
const TAIL_MASK = (1n << TIME_AT) - 1n;

/** AWS's pattern of a sequence number. @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html */
const PATTERN = /^(0|[1-9]\d{0,128})$/;

/** The sequence numbers of one shard, which increase from record to record. */
export class SequenceNumbers {
  readonly #createdSecond: number;
  readonly #head: bigint;
  readonly #tail: bigint;
  /** The bits that all of the shard's numbers share. */
  readonly #base: bigint;

  /** @param createdSecond of the shard; a child's is after its parents', so its numbers are higher */
  constructor(createdSecond: number, shardNumber: number) {
    const shard = BigInt(shardNumber);
    this.#createdSecond = createdSecond;
    this.#head = (((VERSION << 36n) | BigInt(createdSecond)) << 4n) | (shard & 0xfn);
    this.#tail = (shard << 4n) | VERSION;
    this.#base = (this.#head << HEAD_AT) | this.#tail;
  }

  /** Returns the number of the record at `index`. @param now its arrival, milliseconds since the epoch */
  at(index: number, now: number): string {
    const second = Math.max(this.#createdSecond, Math.floor(now / 1_000));
    return (this.#base | (BigInt(index) << INDEX_AT) | (BigInt(second) << TIME_AT)).toString();
  }

  /** The shard's first number. */
  get first(): string {
    return this.at(0, 0);
  }

  /** Returns the index in the number; `undefined` if it is not one of the shard's. */
  indexOf(sequence: string): number | undefined {
    if (!PATTERN.test(sequence)) return undefined;
    const fields = BigInt(sequence);
    if (fields >> HEAD_AT !== this.#head || (fields & TAIL_MASK) !== this.#tail) return undefined;
    const index = Number((fields >> INDEX_AT) & INDEX_MASK);
    return Number.isSafeInteger(index) ? index : undefined;
  }
}
