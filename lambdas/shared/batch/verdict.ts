import type { EventResult } from './event-result.ts';

/** What happens with an event. */
export type Verdict =
  | { readonly kind: 'done' }
  /** Its record and all records after it are delivered again. */
  | { readonly kind: 'again'; readonly failure: string }
  /** No retry helps. */
  | { readonly kind: 'quarantine'; readonly code: string; readonly message: string };

const DONE: Verdict = { kind: 'done' };
const NO_RESULT: Verdict = { kind: 'again', failure: 'NoResult' };

/**
 * Decides by the result of applying the event.
 * @param mayBeRelease whether the release may be at fault: it has never worked in this environment, and the event is
 * young enough for the next or the previous release to handle it
 */
export function verdictOn(result: EventResult | undefined, mayBeRelease: () => boolean): Verdict {
  switch (result?.kind) {
    case undefined:
      return NO_RESULT;
    case 'retry':
      return { kind: 'again', failure: result.errorName };
    case 'permanent':
      return { kind: 'quarantine', code: result.code, message: result.message };
    case 'refused':
      if (mayBeRelease()) return { kind: 'again', failure: result.errorName };
      return {
        kind: 'quarantine',
        code: 'fails_handler',
        message: `the handler fails on it, each time: ${result.errorName}`,
      };
    default:
      return DONE;
  }
}
