import { EVENT_SOURCE } from '../../catalog/names.ts';
import type { Random } from '../../core/random.ts';
import { type Scheduler, sleep } from '../../core/scheduler/scheduler.ts';
import { backoffMs } from '../shared/backoff.ts';
import { errorName } from '../shared/error-name.ts';
import { forEachBounded } from '../shared/for-each-bounded.ts';
import type { BusPort } from '../shared/ports.ts';
import { beforeDeadline, TIMED_OUT } from './before-deadline.ts';
import { chunkEntries } from './chunk-entries.ts';
import type { RetryCode } from './event-result.ts';
import type { PackedEntry } from './pack-entries.ts';

export interface PublishPorts {
  readonly bus: BusPort;
  readonly eventBusName: string;
  readonly clock: Scheduler;
  readonly random: Random;
}

/** What became of an entry: accepted only where EventBridge said so. */
export type EntryOutcome = 'accepted' | 'shed' | Exclude<RetryCode, 'player_rate'>;

/** No call begins after it, and none is waited for any longer: far under API Gateway's 29 s, so that a client is told and not left to guess. */
export const PUBLISH_DEADLINE_MS = 5_000;
export const CALLS_AT_ONCE = 4;
export const BACKOFF_BASE_MS = 50;
export const BACKOFF_MAX_MS = 1_000;

/** Error codes of a result entry, and of a refused call, that say "not now". @see API_PutEventsResultEntry */
const THROTTLED = new Set(['ThrottlingException', 'TooManyRequestsException', 'RequestLimitExceeded']);
const RETRYABLE = new Set([
  ...THROTTLED,
  'InternalFailure',
  'InternalException',
  'InternalFailureException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
]);
/** Refusals that no second try would change. Of any other error of a call nobody knows what happened. */
const REFUSED = new Set([
  'AccessDeniedException',
  'ResourceNotFoundException',
  'ValidationException',
  'UnrecognizedClientException',
]);

/**
 * Publishes entries: chunks in parallel, and again only what failed and may succeed, with jitter, until the deadline.
 * @returns one outcome for each entry, in their order. Does not throw.
 */
export async function publish(
  entries: readonly PackedEntry[],
  { bus, eventBusName, clock, random }: PublishPorts,
): Promise<EntryOutcome[]> {
  const deadline = clock.now() + PUBLISH_DEADLINE_MS;
  const outcomes = new Array<EntryOutcome>(entries.length).fill('publish_deadline');
  // Once a call's outcome was unknown its entries are unconfirmed for good, unless a later call confirms them.
  const uncertain = new Set<number>();
  const fail = (position: number, outcome: EntryOutcome) => {
    outcomes[position] = uncertain.has(position) ? 'unconfirmed' : outcome;
  };

  let waiting = entries.map((_, position) => position);
  for (let attempt = 1; waiting.length > 0; attempt += 1) {
    const again: number[] = [];
    const settleEntry = (position: number, code: string | undefined) => {
      const sheddable = entries[position]?.sheddable === true;
      if (code === undefined) outcomes[position] = 'accepted';
      else if (THROTTLED.has(code) && sheddable) fail(position, 'shed');
      else {
        fail(position, THROTTLED.has(code) ? 'bus_throttled' : 'publish_failed');
        if (RETRYABLE.has(code)) again.push(position);
      }
    };
    const publishChunk = async (chunk: readonly number[]) => {
      // Its entries keep the outcome of an earlier attempt, or that there was none.
      if (clock.now() >= deadline) return;
      const request = chunk.map((position) => ({
        EventBusName: eventBusName,
        Source: EVENT_SOURCE,
        DetailType: entries[position]?.type,
        Detail: entries[position]?.detail,
      }));
      try {
        const answer = await beforeDeadline(bus.putEvents({ Entries: request }), deadline, clock);
        if (answer === TIMED_OUT) {
          for (const position of chunk) outcomes[position] = 'unconfirmed';
          return;
        }
        // The answer's entries stand in the order of the request's. One that is missing has not been confirmed.
        for (const [index, position] of chunk.entries()) {
          const entry = answer.Entries?.[index];
          if (entry?.ErrorCode === undefined && entry?.EventId === undefined) {
            uncertain.add(position);
            settleEntry(position, 'InternalFailure');
          } else settleEntry(position, entry.ErrorCode);
        }
      } catch (error) {
        const name = errorName(error);
        const known = RETRYABLE.has(name) || REFUSED.has(name);
        for (const position of chunk) {
          if (!known || name.startsWith('Internal') || name.startsWith('ServiceUnavailable')) uncertain.add(position);
          settleEntry(position, known ? name : 'InternalFailure');
        }
      }
    };
    await forEachBounded(chunkEntries(entries, waiting), CALLS_AT_ONCE, publishChunk);
    waiting = again.sort((a, b) => a - b);
    const waitMs = backoffMs(random, attempt, BACKOFF_BASE_MS, BACKOFF_MAX_MS);
    if (waiting.length === 0 || clock.now() + waitMs >= deadline) break;
    await sleep(clock, waitMs);
  }
  return outcomes;
}
