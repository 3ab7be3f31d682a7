import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAILED, mapped, SETTINGS } from '../../../../helpers/mapped-function.ts';

describe('a mapping that gets other settings while it runs', () => {
  const settings = fc.record({
    batchSize: fc.integer({ min: 1, max: 9 }),
    batchingWindowSeconds: fc.integer({ min: 0, max: 2 }),
    parallelizationFactor: fc.integer({ min: 1, max: 4 }),
    bisectBatchOnError: fc.boolean(),
  });
  const turn = fc.record({
    keys: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 8 }),
    poisoned: fc.boolean(),
    pauseMs: fc.integer({ min: 0, max: 1_500 }),
    settings: fc.option(settings, { nil: undefined }),
  });

  it('processes or discards every record once, and keeps the order of each key', () => {
    fc.assert(
      fc.property(fc.array(turn, { minLength: 1, maxLength: 8 }), (turns) => {
        const keyOf = new Map<string, number>();
        const real = mapped({ maximumRetryAttempts: 1, reportBatchItemFailures: false }, ({ texts }) =>
          texts.some((text) => text.startsWith('poison')) ? FAILED : null,
        );
        for (const [index, { keys, poisoned, pauseMs, settings: changed }] of turns.entries()) {
          for (const [place, key] of keys.entries()) {
            const text = `${poisoned && place === 0 ? 'poison' : 'good'} ${index}.${place}`;
            keyOf.set(text, key);
            real.put(`key-${key}`, text);
          }
          real.scheduler.advance(pauseMs);
          if (changed !== undefined) real.mapping.configure({ ...real.mapping.settings, ...changed });
        }
        real.scheduler.advance(3_600_000);
        const ends = [...real.processed, ...real.discarded.flatMap(real.textsOf)];
        const all = [...keyOf.keys()];
        expect(ends.toSorted()).toEqual(all.toSorted());
        expect(real.mapping.caughtUp).toBe(true);
        for (let key = 0; key <= 4; key += 1) {
          const processed = real.processed.filter((text) => keyOf.get(text) === key);
          expect(processed).toEqual(all.filter((text) => processed.includes(text)));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('runs as many concurrent batches of a shard as it has lanes, once the records of its former lanes are processed', () => {
    const { scheduler, put, mapping, invocations, mostRunning } = mapped(
      { batchSize: 1 },
      () => null,
      'immediate',
      100,
    );
    const putMany = () => {
      for (let key = 0; key < 20; key += 1) put(`key-${key}`, `${key}`);
      scheduler.advance(50);
    };
    putMany();
    mapping.configure({ ...SETTINGS, batchSize: 1, parallelizationFactor: 4 });
    putMany();
    expect(mostRunning()).toBe(1);
    scheduler.advance(10_000);
    expect([invocations.length, mostRunning()]).toEqual([40, 4]);
  });

  it('does not wait for a removed batching window', () => {
    const { scheduler, put, mapping, processed } = mapped({ batchingWindowSeconds: 300 });
    put('key', 'waits');
    scheduler.advance(1_000);
    expect(processed).toEqual([]);
    mapping.configure({ ...SETTINGS, batchingWindowSeconds: 0 });
    scheduler.advance(100);
    expect(processed).toEqual(['waits']);
  });

  it('starts and stops with its settings, and reads nothing more once it is released', () => {
    const { scheduler, put, mapping, processed } = mapped({});
    mapping.configure({ ...SETTINGS, enabled: false });
    put('key', 'one');
    scheduler.advance(60_000);
    expect([processed, mapping.caughtUp]).toEqual([[], false]);
    mapping.configure({ ...SETTINGS, enabled: true });
    scheduler.advance(1_000);
    expect([processed, mapping.caughtUp]).toEqual([['one'], true]);
    mapping.release();
    put('key', 'two');
    scheduler.advance(60_000);
    expect(processed).toEqual(['one']);
  });
});
