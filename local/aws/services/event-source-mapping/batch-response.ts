import type { InvocationResult } from '../function-pool/invocation.ts';
import { isObject } from '../operation.ts';
import type { StreamRecord } from '../stream/record-log.ts';

/**
 * Returns the number of processed records at the head of the batch: all of them, none, or those before the lowest
 * failed one. Lambda retries everything from there on, whatever else the function reported.
 *
 * Success: an empty or null `batchItemFailures`, an empty or null response. Failure of the whole batch: an item with an
 * empty, null or missing `itemIdentifier`, or one that names no record of the batch; a response that is not an object.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function recordsDone(batch: readonly StreamRecord[], result: InvocationResult, reportsItems: boolean): number {
  if (result.functionError !== undefined) return 0;
  if (!reportsItems) return batch.length;
  let response: unknown;
  try {
    response = result.payload === '' ? null : JSON.parse(result.payload);
  } catch {
    return 0;
  }
  if (response === null) return batch.length;
  if (!isObject(response)) return 0;
  const failures = response.batchItemFailures;
  if (failures === undefined || failures === null) return batch.length;
  if (!Array.isArray(failures)) return 0;
  let lowest = batch.length;
  for (const failure of failures) {
    const identifier: unknown = isObject(failure) ? failure.itemIdentifier : undefined;
    const index = batch.findIndex(({ sequenceNumber }) => sequenceNumber === identifier);
    if (index < 0) return 0;
    lowest = Math.min(lowest, index);
  }
  return lowest;
}
