import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fifo } from '../../../../local/aws/services/fifo.ts';

describe('a queue of items', () => {
  it('returns them in the order in which they were added, with any mix of additions and removals', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ push: fc.nat(3_000), take: fc.nat(3_000) }), { maxLength: 12 }), (steps) => {
        const fifo = new Fifo<number>();
        const model: number[] = [];
        let next = 0;
        for (const { push, take } of steps) {
          for (let index = 0; index < push; index += 1) {
            fifo.push(next);
            model.push(next);
            next += 1;
          }
          const taken = Array.from({ length: take }, () => fifo.shift());
          const expected = model.splice(0, take);
          expect(taken.filter((item) => item !== undefined)).toEqual(expected);
          expect([fifo.length, fifo.first, [...fifo]]).toEqual([model.length, model[0], model]);
        }
      }),
    );
  });

  it('frees removed items, even if it is never empty', async () => {
    const fifo = new Fifo<object>();
    const taken: WeakRef<object>[] = [];
    fifo.push({});
    for (let index = 0; index < 10_000; index += 1) {
      fifo.push({});
      const item = fifo.shift();
      if (item !== undefined) taken.push(new WeakRef(item));
    }
    const { setFlagsFromString } = await import('node:v8');
    const { runInNewContext } = await import('node:vm');
    setFlagsFromString('--expose-gc');
    // The target of a WeakRef stays alive until the end of the turn that created it.
    await new Promise((resolve) => setImmediate(resolve));
    runInNewContext('gc')();
    expect(taken.filter((reference) => reference.deref() !== undefined).length).toBeLessThan(10);
    expect(fifo.length).toBe(1);
  });
});
