import { errorName } from './error-name.ts';

/** Reasons of a cancelled transaction that the same transaction meets again. */
const PERSISTENT_REASONS = new Set(['ValidationError', 'ItemCollectionSizeLimitExceeded']);

/**
 * `true` if an error follows from the item and the code alone, so that a retry meets it again: the table refuses the
 * item, or the rule of the game fails on it.
 */
export function isRefusal(error: unknown): boolean {
  if (errorName(error) === 'ValidationException') return true;
  const reasons: unknown = error instanceof Error && 'CancellationReasons' in error ? error.CancellationReasons : [];
  if (Array.isArray(reasons) && reasons.some((reason) => PERSISTENT_REASONS.has(reason?.Code))) return true;
  // An answer that the SDK cannot read is the network's fault; such an error contains the response.
  if (!(error instanceof Error) || '$response' in error || '$metadata' in error) return false;
  return CODE_ERRORS.some((kind) => error instanceof kind);
}

const CODE_ERRORS = [TypeError, RangeError, ReferenceError, SyntaxError, URIError];
