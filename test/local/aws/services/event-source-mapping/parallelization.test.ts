import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAILED, mapped, reportPoison } from '../../../../helpers/mapped-function.ts';

describe('parallelization (lambda/latest/dg/services-kinesis-parameters.html)', () => {
  it('runs as many concurrent batches of a shard as its factor', () => {
    for (const parallelizationFactor of [1, 4]) {
      const { scheduler, put, mostRunning } = mapped(
        { batchSize: 1, parallelizationFactor },
        () => null,
        'immediate',
        100,
      );
      for (let key = 0; key < 40; key += 1) put(`key-${key}`, 'x');
      scheduler.advance(10_000);
      expect(mostRunning()).toBe(parallelizationFactor);
    }
  });

  const record = fc.record({ key: fc.integer({ min: 0, max: 5 }), poison: fc.boolean() });
  const shape = fc.tuple(
    fc.array(record, { minLength: 1, maxLength: 40 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 4 }),
    fc.boolean(),
  );

  /** Runs the records through a mapping and compares the outcome with the settings. */
  function check(
    [records, batchSize, parallelizationFactor, reports]: readonly [
      readonly { key: number; poison: boolean }[],
      number,
      number,
      boolean,
    ],
    bisectBatchOnError: boolean,
  ): void {
    const { scheduler, put, processed, discarded, textsOf } = mapped(
      { batchSize, parallelizationFactor, bisectBatchOnError, maximumRetryAttempts: 1 },
      (invoked) => {
        if (reports) return reportPoison(invoked);
        return invoked.texts.some((text) => text.startsWith('poison')) ? FAILED : null;
      },
    );
    const texts = records.map(({ key, poison }, index) => `${poison ? 'poison' : 'good'} ${key} ${index}`);
    for (const [index, text] of texts.entries()) put(`key-${records[index]?.key}`, text);
    scheduler.advance(3_600_000);
    const good = texts.filter((text) => text.startsWith('good'));
    expect([...processed].sort()).toEqual([...good].sort());
    expect(discarded.flatMap(textsOf).sort()).toEqual(texts.filter((text) => text.startsWith('poison')).sort());
    for (let key = 0; key <= 5; key += 1) {
      const ofKey = (text: string) => text.split(' ')[1] === String(key);
      expect(processed.filter(ofKey)).toEqual(good.filter(ofKey));
    }
  }

  it('processes all records except poison ones, in the order of their key, and discards only the poison', () => {
    fc.assert(
      fc.property(shape, (given) => check(given, true)),
      { numRuns: 60 },
    );
  });

  it('fails that check if it skips the whole batch after the last retry', () => {
    expect(() => fc.assert(fc.property(shape, (given) => check(given, false)))).toThrow(/Property failed/);
  });
});
