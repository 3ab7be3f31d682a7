import { InputError } from '../../../../core/errors.ts';

/** Builds the error for a pattern that EventBridge refuses. @param input the place in the pattern */
export function invalid(input: string, received: unknown, allowed: string): InputError {
  return new InputError({
    input,
    received,
    allowed,
    remedy: 'EventBridge refuses this pattern (InvalidEventPatternException); correct the rule.',
  });
}
