import type { EntryOutcome } from './event-result.ts';

/** What EventBridge says of an entry of a call. @see API_PutEventsResultEntry */
export interface EntryAnswer {
  readonly EventId?: string | undefined;
  readonly ErrorCode?: string | undefined;
}

/** What came of a PutEvents call. */
export type CallAnswer =
  /** EventBridge's results, in the order of the call's entries. One that is missing was not confirmed. */
  | { readonly kind: 'answered'; readonly results: readonly EntryAnswer[] }
  | { readonly kind: 'failed'; readonly errorName: string }
  /** There was no answer in time. */
  | { readonly kind: 'timed-out' };

/** What a call's answer says of one of its entries. */
export interface EntryVerdict {
  readonly outcome: EntryOutcome;
  /** Nobody knows whether EventBridge took it. */
  readonly uncertain: boolean;
  /** Another call may succeed. */
  readonly again: boolean;
}

/** Error codes of a result entry, and of a refused call, that say "not now". */
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

const ACCEPTED: EntryVerdict = { outcome: 'accepted', uncertain: false, again: false };
const UNANSWERED: EntryVerdict = { outcome: 'unconfirmed', uncertain: true, again: false };
/** Of an error that may have struck after EventBridge took the entry. */
const UNKNOWN: EntryVerdict = { outcome: 'unconfirmed', uncertain: true, again: true };

/** @param index of the entry in its call */
export function judgeEntry(sheddable: boolean, answer: CallAnswer, index: number): EntryVerdict {
  switch (answer.kind) {
    case 'timed-out':
      return UNANSWERED;
    case 'failed': {
      const { errorName } = answer;
      if (!RETRYABLE.has(errorName) && !REFUSED.has(errorName)) return UNKNOWN;
      if (errorName.startsWith('Internal') || errorName.startsWith('ServiceUnavailable')) return UNKNOWN;
      return refused(sheddable, errorName);
    }
    case 'answered': {
      const result = answer.results[index];
      if (result?.ErrorCode !== undefined) return refused(sheddable, result.ErrorCode);
      return result?.EventId === undefined ? UNKNOWN : ACCEPTED;
    }
  }
}

function refused(sheddable: boolean, code: string): EntryVerdict {
  const again = RETRYABLE.has(code);
  if (!THROTTLED.has(code)) return { outcome: 'publish_failed', uncertain: false, again };
  return sheddable
    ? { outcome: 'shed', uncertain: false, again: false }
    : { outcome: 'bus_throttled', uncertain: false, again };
}
