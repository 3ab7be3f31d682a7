import { describe, expect, it } from 'vitest';
import { LAST_ATTEMPT, SUSPECT_AGE_MS } from '../../../../core/handler-limits.ts';
import { batchAnswer, Checkpoint } from '../../../../lambdas/shared/batch/checkpoint.ts';
import type { EventResult } from '../../../../lambdas/shared/batch/event-result.ts';
import { isGivenUp, isSuspect, isTakenBack } from '../../../../lambdas/shared/batch/suspect.ts';
import { verdictOn } from '../../../../lambdas/shared/batch/verdict.ts';

describe('a checkpoint', () => {
  it('is the lowest failure, with its reason, in any order of failures', () => {
    const checkpoint = new Checkpoint(10);
    expect([checkpoint.at, checkpoint.failure]).toEqual([10, undefined]);
    checkpoint.failFrom(7, 'Late');
    checkpoint.failFrom(3, 'First');
    checkpoint.failFrom(3, 'Again');
    checkpoint.failFrom(5, 'Behind');
    expect([checkpoint.at, checkpoint.failure]).toEqual([3, 'First']);
  });

  it('lets no work begin behind a failure, nor without time', () => {
    const checkpoint = new Checkpoint(10);
    expect(checkpoint.notBegun(4, () => true)).toBeUndefined();
    expect(checkpoint.notBegun(4, () => false)).toBe('OutOfTime');
    checkpoint.failFrom(3, 'First');
    expect(checkpoint.notBegun(3, () => true)).toBeUndefined();
    expect(checkpoint.notBegun(4, () => true)).toBe('NotStarted');
  });

  it('is answered as the record from which the batch is delivered again', () => {
    expect(batchAnswer('49')).toEqual({ batchItemFailures: [{ itemIdentifier: '49' }] });
    expect(batchAnswer(undefined)).toEqual({ batchItemFailures: [] });
  });
});

describe('a verdict', () => {
  const never = () => false;
  it.each<[string, EventResult | undefined, () => boolean, object]>([
    ['of an applied event is that it is done', { kind: 'applied' }, never, { kind: 'done' }],
    ['of a duplicate is that it is done', { kind: 'duplicate' }, never, { kind: 'done' }],
    ['of a missing result is that it comes again', undefined, never, { kind: 'again', failure: 'NoResult' }],
    [
      'of a table that is throttled is that it comes again',
      { kind: 'retry', errorName: 'ThrottlingException' },
      never,
      { kind: 'again', failure: 'ThrottlingException' },
    ],
    [
      'of what no retry mends is the quarantine',
      { kind: 'permanent', code: 'unknown_hunt', message: 'none' },
      never,
      { kind: 'quarantine', code: 'unknown_hunt', message: 'none' },
    ],
    [
      'of an event that the handler fails on is the quarantine',
      { kind: 'refused', errorName: 'TypeError' },
      never,
      { kind: 'quarantine', code: 'fails_handler' },
    ],
    [
      'of an event that a bad release may fail on is that it comes again',
      { kind: 'refused', errorName: 'TypeError' },
      () => true,
      { kind: 'again', failure: 'TypeError' },
    ],
  ])('%s', (_name, result, mayBeRelease, verdict) => {
    expect(verdictOn(result, mayBeRelease)).toMatchObject(verdict);
  });
});

describe('a record that may have ended the function', () => {
  it('arrives alone and late', () => {
    expect(isSuspect(1, 0, SUSPECT_AGE_MS)).toBe(true);
    expect(isSuspect(1, 0, SUSPECT_AGE_MS - 1)).toBe(false);
    expect(isSuspect(2, 0, SUSPECT_AGE_MS)).toBe(false);
  });

  it('is quarantined at its last attempt', () => {
    expect([isGivenUp(LAST_ATTEMPT - 1), isGivenUp(LAST_ATTEMPT)]).toEqual([false, true]);
  });

  it('has its count reset unless the first attempt was enough', () => {
    expect([isTakenBack(1, true), isTakenBack(1, false), isTakenBack(2, true)]).toEqual([false, true, true]);
  });
});
