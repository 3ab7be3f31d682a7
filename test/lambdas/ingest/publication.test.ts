import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../core/random.ts';
import { headOf, resultOf } from '../../../lambdas/ingest/answer.ts';
import { type CallAnswer, judgeEntry } from '../../../lambdas/ingest/judge-entry.ts';
import { eventsAllowed } from '../../../lambdas/ingest/player-brake.ts';
import { PUBLISH_DEADLINE_MS, Publication } from '../../../lambdas/ingest/publication.ts';

const entries = (count: number, sheddable = false, bytes = 100) =>
  Array.from({ length: count }, () => ({ bytes, sheddable }));
const begun = (count: number, sheddable = false) => {
  const publication = new Publication(entries(count, sheddable), 0, seededRandom(1));
  const step = publication.begin(0);
  return { publication, calls: step.kind === 'call' ? step.calls : [] };
};
const all = (positions: readonly number[], codeOf: (position: number) => string | undefined = () => undefined) => {
  const results = positions.map((position) => {
    const code = codeOf(position);
    return code === undefined ? { EventId: 'e' } : { ErrorCode: code };
  });
  return { kind: 'answered', results } as const;
};
const THROTTLED: CallAnswer = { kind: 'failed', errorName: 'ThrottlingException' };

describe('a publication', () => {
  it('begins four calls of ten entries, and the next as each is answered', () => {
    const { publication, calls } = begun(60);
    expect(calls.map((positions) => positions.length)).toEqual([10, 10, 10, 10]);
    const [first = [], second = []] = calls;
    const tenFrom = (from: number) => Array.from({ length: 10 }, (_, index) => from + index);
    expect(publication.answered(first, all(first), 5)).toEqual({ kind: 'call', calls: [tenFrom(40)] });
    expect(publication.answered(second, all(second), 6)).toEqual({ kind: 'call', calls: [tenFrom(50)] });
  });

  it('ends with the last answer, and waits for the others before', () => {
    const { publication, calls } = begun(20);
    const [first = [], second = []] = calls;
    expect(publication.answered(first, all(first), 1)).toEqual({ kind: 'call', calls: [] });
    expect(publication.answered(second, all(second), 2)).toEqual({ kind: 'end' });
    expect(new Set(publication.outcomes)).toEqual(new Set(['accepted']));
  });

  it('has nothing to do without entries', () => {
    expect(new Publication([], 0, seededRandom(1)).begin(0)).toEqual({ kind: 'end' });
  });

  it('retries only the entries that failed and may succeed, in the order of the request', () => {
    const { publication, calls } = begun(10);
    const [positions = []] = calls;
    const codes: Record<number, string> = { 2: 'InternalFailure', 5: 'MalformedDetail', 7: 'ThrottlingException' };
    const step = publication.answered(
      positions,
      all(positions, (position) => codes[position]),
      20,
    );
    expect(step.kind).toBe('wait');
    expect(publication.begin(60)).toEqual({ kind: 'call', calls: [[2, 7]] });
    expect(publication.outcomes[5]).toBe('publish_failed');
  });

  it('waits up to 50 ms, and up to twice as long each time, but not beyond the deadline', () => {
    const { publication, calls } = begun(1);
    const [positions = []] = calls;
    const waits: number[] = [];
    let now = 0;
    for (;;) {
      const step = publication.answered(positions, THROTTLED, now);
      if (step.kind !== 'wait') break;
      waits.push(step.milliseconds);
      now += step.milliseconds;
      publication.begin(now);
    }
    expect(waits.length).toBeGreaterThan(8);
    for (const [index, wait] of waits.entries()) expect(wait).toBeLessThanOrEqual(Math.min(1_000, 50 * 2 ** index));
    expect(now).toBeLessThan(PUBLISH_DEADLINE_MS);
    expect(publication.outcomes).toEqual(['bus_throttled']);
  });

  it('begins no call at the deadline', () => {
    const { publication, calls } = begun(50);
    const [first = []] = calls;
    expect(publication.answered(first, all(first), PUBLISH_DEADLINE_MS)).toEqual({ kind: 'call', calls: [] });
    expect(publication.outcomes[49]).toBe('publish_deadline');
    expect(new Publication(entries(1), 0, seededRandom(1)).begin(PUBLISH_DEADLINE_MS)).toEqual({ kind: 'end' });
  });

  it('sheds sheddable entries without a retry', () => {
    const { publication, calls } = begun(1, true);
    expect(publication.answered(calls[0] ?? [], THROTTLED, 1)).toEqual({ kind: 'end' });
    expect(publication.outcomes).toEqual(['shed']);
  });

  it('keeps an entry unconfirmed if its first call may have succeeded, unless a later one confirms it', () => {
    for (const [last, outcome] of [
      [THROTTLED, 'unconfirmed'],
      [all([0]), 'accepted'],
    ] as const) {
      const { publication, calls } = begun(1);
      const [positions = []] = calls;
      publication.answered(positions, { kind: 'failed', errorName: 'TimeoutError' }, 1);
      publication.begin(60);
      publication.answered(positions, last, 4_990);
      expect(publication.outcomes).toEqual([outcome]);
    }
  });
});

describe('what an answer says of an entry', () => {
  it.each<[string, CallAnswer, boolean, string, boolean]>([
    ['its id', all([0]), false, 'accepted', false],
    ['throttling', all([0], () => 'ThrottlingException'), false, 'bus_throttled', true],
    ['throttling, where it may be shed', all([0], () => 'ThrottlingException'), true, 'shed', false],
    ['a failure that may pass', all([0], () => 'InternalFailure'), true, 'publish_failed', true],
    ['a failure that stays', all([0], () => 'MalformedDetail'), false, 'publish_failed', false],
    ['nothing', { kind: 'answered', results: [] }, false, 'unconfirmed', true],
    ['a refused call', { kind: 'failed', errorName: 'AccessDeniedException' }, false, 'publish_failed', false],
    ['a failed service', { kind: 'failed', errorName: 'ServiceUnavailable' }, false, 'unconfirmed', true],
    ['an unknown error', { kind: 'failed', errorName: 'TimeoutError' }, true, 'unconfirmed', true],
    ['silence', { kind: 'timed-out' }, false, 'unconfirmed', false],
  ])('%s', (_name, answer, sheddable, outcome, again) => {
    expect(judgeEntry(sheddable, answer, 0)).toMatchObject({ outcome, again });
  });
});

describe('the answer', () => {
  it.each([
    [['accepted', 'shed'], 202, 5_000],
    [['accepted'], 202, 0],
    [['bus_throttled', 'shed'], 429, 5_000],
    [['shed'], 503, 5_000],
    [['unconfirmed', 'publish_deadline'], 503, 2_000],
  ] as const)('to %j is %i, and asks for a wait of %i ms', (outcomes, statusCode, retryAfterMs) => {
    expect(headOf(outcomes.map(resultOf))).toEqual({ statusCode, retryAfterMs });
  });

  it('is 400 if the client must change every event', () => {
    expect(headOf([{ outcome: 'rejected', code: 'unknown_type' }])).toEqual({ statusCode: 400, retryAfterMs: 0 });
  });
});

describe('the brake', () => {
  it.each([
    [1_000, 100, 100],
    [2.9, 100, 2],
    [0.9, 1, 0],
    [-1, 5, 0],
    [Number.POSITIVE_INFINITY, 7, 7],
  ])('allows, from a bucket with %d and %i wanted, %i', (left, wanted, allowed) => {
    expect(eventsAllowed(left, wanted)).toBe(allowed);
  });
});
