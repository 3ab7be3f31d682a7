import type { EntryOutcome } from './event-result.ts';

/** EventBridge's result for one entry of a call. @see API_PutEventsResultEntry */
export interface EntryAnswer {
  readonly EventId?: string | undefined;
  readonly ErrorCode?: string | undefined;
}

/** How a PutEvents call ended. */
export type CallAnswer =
  /** EventBridge's results, in the order of the call's entries. A missing result means: not confirmed. */
  | { readonly kind: 'answered'; readonly results: readonly EntryAnswer[] }
  | { readonly kind: 'failed'; readonly errorName: string }
  /** No answer arrived in time. */
  | { readonly kind: 'timed-out' };

/** What a call's answer means for one of its entries. */
export interface EntryVerdict {
  readonly outcome: EntryOutcome;
  /** It is unknown whether EventBridge accepted the entry. */
  readonly uncertain: boolean;
  /** Another call may succeed. */
  readonly again: boolean;
}

/** Error codes of an entry's result, and of a refused call, that mean "not now". */
const THROTTLED = new Set(['ThrottlingException', 'TooManyRequestsException', 'RequestLimitExceeded']);
const RETRYABLE = new Set([
  ...THROTTLED,
  'InternalFailure',
  'InternalException',
  'InternalFailureException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
]);
/** Errors of a call that another attempt would meet again. After any other error it is unknown what happened. */
const REFUSED = new Set([
  'AccessDeniedException',
  'ResourceNotFoundException',
  'ValidationException',
  'UnrecognizedClientException',
]);

const ACCEPTED: EntryVerdict = { outcome: 'accepted', uncertain: false, again: false };
const UNANSWERED: EntryVerdict = { outcome: 'unconfirmed', uncertain: true, again: false };
/** For an error that may have occurred after EventBridge accepted the entry. */
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
