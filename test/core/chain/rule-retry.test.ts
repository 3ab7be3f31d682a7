import { describe, expect, it } from 'vitest';
import { ruleRetry } from '../../../core/chain/rule-retry.ts';

describe("the retries of a type's rule", () => {
  it.each([
    [60, 60],
    [900, 900],
    [43_200, 43_200],
    [86_400, 86_400],
    [604_800, 86_400],
    [-1, 86_400],
  ])('with a record age of %i s end after %i s', (recordAge, expected) => {
    expect(ruleRetry(recordAge)).toEqual({ maximumRetryAttempts: 185, maximumEventAgeSeconds: expected });
  });
});
