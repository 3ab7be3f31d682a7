import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MappingSettings } from '../../../../../local/aws/services/event-source-mapping/settings.ts';
import { FAILED, mapped, reportPoison } from '../../../../helpers/mapped-function.ts';

const RETRIES = 5;
/** Longest pauses of five retries: 0.2 s and doubling, plus the poll before them and one run each. */
const BOUND_MS = 1_000 + 200 * (2 ** (RETRIES + 1) - 1) + 30 * 10;

/** Milliseconds from the arrival of the last healthy neighbour until it is processed. */
function delayOfNeighbours(settings: Partial<MappingSettings>, poisonAt: number, neighbours: number): number {
  const { scheduler, put, processed, discarded, textsOf } = mapped(
    { batchSize: 100, bisectBatchOnError: true, maximumRetryAttempts: RETRIES, ...settings },
    settings.reportBatchItemFailures === false
      ? ({ texts }) => (texts.includes('poison') ? FAILED : null)
      : reportPoison,
    'aws',
  );
  const texts = Array.from({ length: neighbours }, (_, index) => `n${index}`);
  put('key', ...texts.slice(0, poisonAt), 'poison', ...texts.slice(poisonAt));
  const from = scheduler.now();
  while (processed.length < neighbours && scheduler.now() - from < 3_600_000) scheduler.advance(10);
  scheduler.advance(60_000);
  expect(processed).toEqual(texts);
  expect(discarded.map(textsOf)).toEqual([['poison']]);
  return scheduler.now() - from - 60_000;
}

describe('the neighbours of a poison record (lambda/latest/dg/services-kinesis-batchfailurereporting.html)', () => {
  it('wait no longer than its retries take, at any position', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }), (before, after) => {
        expect(delayOfNeighbours({}, before, before + after)).toBeLessThanOrEqual(BOUND_MS);
      }),
      { numRuns: 40 },
    );
  });

  it('also wait for a bisection if items are not reported', () => {
    const bisections = 7 * 200 + 2_000;
    expect(delayOfNeighbours({ reportBatchItemFailures: false }, 20, 40)).toBeLessThanOrEqual(BOUND_MS + bisections);
  });

  it("fail that check if retries never end, as by AWS's default", () => {
    expect(() => delayOfNeighbours({ maximumRetryAttempts: -1 }, 2, 4)).toThrow();
  });
});
