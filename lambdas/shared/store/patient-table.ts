import { STOP_BEFORE_TIMEOUT_MS } from '../../../core/handler-limits.ts';
import type { Random } from '../../../core/random.ts';
import { type Scheduler, sleep } from '../../../core/scheduler/scheduler.ts';
import { backoffMs } from '../backoff.ts';
import { type Deadline, OutOfTimeError } from '../deadline.ts';
import { errorName } from '../error-name.ts';
import type { TablePort } from '../ports.ts';

/** Attempts of one call. More would add load to a throttled table, and Kinesis delivers the records again anyway. */
const MAX_TRIES = 3;
const BACKOFF_BASE_MS = 50;
const BACKOFF_MAX_MS = 1_000;

export interface PatientPorts {
  readonly table: TablePort;
  readonly clock: Scheduler;
  readonly random: Random;
}

/** A table client that retries after short faults. */
export interface PatientTable extends TablePort {
  /** `true` once the table has accepted a write from this environment, which proves that the release can write. */
  hasWritten(): boolean;
}

/**
 * Retries a call that the table could not serve, with growing pauses, and begins no call that could outlast the
 * invocation. Every write of Cairn's may be repeated: it has a condition, or has the same result when done twice.
 * @param leftMs no call begins with less time remaining
 * @throws the table's error, or `OutOfTimeError`
 */
export function patientTable(
  { table, clock, random }: PatientPorts,
  deadline: Deadline,
  leftMs = STOP_BEFORE_TIMEOUT_MS,
): PatientTable {
  const patiently = async <Output>(call: () => Promise<Output>): Promise<Output> => {
    if (!deadline.leaves(leftMs)) throw new OutOfTimeError();
    for (let tries = 1; ; tries += 1) {
      try {
        return await call();
      } catch (error) {
        if (tries >= MAX_TRIES || !isPassing(error)) throw error;
        const pauseMs = backoffMs(random, tries, BACKOFF_BASE_MS, BACKOFF_MAX_MS);
        if (!deadline.leaves(leftMs, pauseMs)) throw error;
        await sleep(clock, pauseMs);
        // The pause may have been longer than requested.
        if (!deadline.leaves(leftMs)) throw error;
      }
    }
  };
  let written = false;
  const write = async <Output>(call: () => Promise<Output>): Promise<Output> => {
    const output = await patiently(call);
    written = true;
    return output;
  };
  return {
    getItem: (input) => patiently(() => table.getItem(input)),
    query: (input) => patiently(() => table.query(input)),
    putItem: (input) => write(() => table.putItem(input)),
    updateItem: (input) => write(() => table.updateItem(input)),
    transactWriteItems: (input) => write(() => table.transactWriteItems(input)),
    hasWritten: () => written,
  };
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const PASSING = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'InternalServerError',
  'InternalServerErrorException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TimeoutError',
]);
/** Error codes of Node's sockets. */
const BROKEN_CONNECTION = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND']);

/** `true` for a fault that another attempt may not meet. */
function isPassing(error: unknown): boolean {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return PASSING.has(errorName(error)) || (typeof code === 'string' && BROKEN_CONNECTION.has(code));
}
