import type { KinesisStreamBatchResponse } from 'aws-lambda';

/**
 * Where a batch comes again from: its lowest failure. Lambda delivers that record and all after it once more, so what
 * fails behind it needs no reason of its own.
 */
export class Checkpoint {
  #at: number;
  #failure: string | undefined;

  /** @param length of the batch */
  constructor(length: number) {
    this.#at = length;
  }

  /** The first that comes again; the batch's length where none does. */
  get at(): number {
    return this.#at;
  }

  /** Why; `undefined` where nothing comes again. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** @param failure the name of an error */
  failFrom(index: number, failure: string): void {
    if (index >= this.#at) return;
    this.#at = index;
    this.#failure = failure;
  }

  /** Why work is not begun, where it is not: behind a failure it comes again anyway, and late it might not end. */
  notBegun(index: number, hasTime: () => boolean): 'NotStarted' | 'OutOfTime' | undefined {
    if (index > this.#at) return 'NotStarted';
    return hasTime() ? undefined : 'OutOfTime';
  }
}

/**
 * What Lambda is answered.
 * @param failed sequence number of the first record that must come again; `undefined`: the batch is done
 */
export function batchAnswer(failed: string | undefined): KinesisStreamBatchResponse {
  return { batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed }] };
}
