import { InputError } from '../../../../core/errors.ts';

/** The error for what EventBridge refuses in a pattern. @param input the place in the pattern */
export function invalid(input: string, received: unknown, allowed: string): InputError {
  return new InputError({
    input,
    received,
    allowed,
    remedy: 'EventBridge would refuse this pattern (InvalidEventPatternException); correct the rule.',
  });
}
