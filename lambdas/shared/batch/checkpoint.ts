import type { KinesisStreamBatchResponse } from 'aws-lambda';

/**
 * The lowest failure of a batch. Lambda delivers that record and all records after it again, so failures after it need
 * no reason of their own.
 */
export class Checkpoint {
  #at: number;
  #failure: string | undefined;

  /** @param length of the batch */
  constructor(length: number) {
    this.#at = length;
  }

  /** Index of the first record that Lambda delivers again; the batch's length if there is none. */
  get at(): number {
    return this.#at;
  }

  /** The reason; `undefined` if no record is delivered again. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** @param failure the name of an error */
  failFrom(index: number, failure: string): void {
    if (index >= this.#at) return;
    this.#at = index;
    this.#failure = failure;
  }

  /**
   * Why work must not begin: records behind a failure are delivered again anyway, and late work might not end in time.
   * `undefined`: it may begin.
   */
  notBegun(index: number, hasTime: () => boolean): 'NotStarted' | 'OutOfTime' | undefined {
    if (index > this.#at) return 'NotStarted';
    return hasTime() ? undefined : 'OutOfTime';
  }
}

/**
 * The handler's answer to Lambda.
 * @param failed sequence number of the first record that Lambda must deliver again; `undefined`: the batch is done
 */
export function batchAnswer(failed: string | undefined): KinesisStreamBatchResponse {
  return { batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed }] };
}
