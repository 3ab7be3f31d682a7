import type { Random } from '../../../../core/random.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import { ServiceError } from '../service-error.ts';
import type { FunctionPool } from './function-pool.ts';

/** Pauses before the two retries after an error of the function. */
const RETRY_PAUSES_MS = [60_000, 120_000] as const;
/** Throttled events return to the queue: "from 1 second after the first attempt to a maximum of 5 minutes". */
const FIRST_THROTTLE_PAUSE_MS = 1_000;
const LONGEST_THROTTLE_PAUSE_MS = 300_000;
/** Longest time in which an event is retried. */
const MAXIMUM_AGE_MS = 6 * 3_600_000;

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const MAX_ASYNC_PAYLOAD_BYTES = 1_048_576;

/** Called when an event is given up. */
export type OnDropped = (reason: 'RetriesExhausted' | 'EventAgeExceeded') => void;

/**
 * Invokes asynchronously, as Lambda's own queue does: at once, twice more after an error of the function, and for six
 * hours while the function is throttled; then drops the event. Destinations and dead-letter queues of functions have no
 * local model.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 * @throws ServiceError ResourceNotFoundException, RequestTooLargeException
 */
export function invokeLater(
  { pool, scheduler, random }: { readonly pool: FunctionPool; readonly scheduler: Scheduler; readonly random: Random },
  functionName: string,
  payload: string,
  onDropped: OnDropped = () => {},
): void {
  pool.settings(functionName);
  if (Buffer.byteLength(payload) > MAX_ASYNC_PAYLOAD_BYTES) {
    const message = `${Buffer.byteLength(payload)} byte payload is too large for the Event invocation type (limit ${MAX_ASYNC_PAYLOAD_BYTES} bytes)`;
    throw new ServiceError('RequestTooLargeException', message, { statusCode: 413 });
  }
  const until = scheduler.now() + MAXIMUM_AGE_MS;
  const attemptAfter = (pauseMs: number, retries: number, throttles: number): void => {
    if (scheduler.now() + pauseMs > until) {
      scheduler.schedule(until - scheduler.now(), () => onDropped('EventAgeExceeded'));
      return;
    }
    scheduler.schedule(pauseMs, () => {
      // The function was removed meanwhile.
      if (!pool.has(functionName)) return;
      pool.invoke(functionName, payload, (outcome) => {
        if ('throttled' in outcome) {
          const pause = Math.min(LONGEST_THROTTLE_PAUSE_MS, FIRST_THROTTLE_PAUSE_MS * 2 ** throttles);
          attemptAfter(pause * (0.5 + random.unit() / 2), retries, throttles + 1);
          return;
        }
        if (outcome.functionError === undefined) return;
        const pause = RETRY_PAUSES_MS[retries];
        if (pause === undefined) onDropped('RetriesExhausted');
        else attemptAfter(pause, retries + 1, 0);
      });
    });
  };
  attemptAfter(0, 0, 0);
}
