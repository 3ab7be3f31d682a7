import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyQueues } from '../../../../tools/dead-letters/redrive/key-queues.ts';

const items = fc.uniqueArray(
  fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd'),
    order: fc.integer({ min: 0, max: 999 }).map((n) => String(n).padStart(3, '0')),
  }),
  { selector: ({ key, order }) => key + order, maxLength: 60 },
);

describe('records of several keys', () => {
  it('go out one of a key at a time, each key in its order, and none after one that was refused', () => {
    fc.assert(
      fc.property(
        items,
        fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
        fc.infiniteStream(fc.nat(9)),
        (given, sizes, dice) => {
          const queues = new KeyQueues(given);
          const sent: { key: string; order: string }[] = [];
          const refused = new Set<string>();
          for (;;) {
            const size = sizes.next().value ?? 1;
            const batch = queues.take(size);
            expect(batch.length).toBeLessThanOrEqual(size);
            if (batch.length === 0) break;
            expect(new Set(batch.map(({ key }) => key)).size).toBe(batch.length);
            for (const { key } of batch) expect(refused.has(key)).toBe(false);
            const confirmed = batch.filter(({ key }) => {
              if (dice.next().value !== 0) return true;
              refused.add(key);
              return false;
            });
            sent.push(...confirmed);
            queues.confirm(confirmed);
          }
          for (const [key, own] of Map.groupBy(given, (item) => item.key)) {
            const orders = own.map(({ order }) => order).sort();
            const out = sent.filter((item) => item.key === key).map(({ order }) => order);
            // A start of the whole; all of it where nothing was refused.
            expect(out).toEqual(orders.slice(0, out.length));
            if (!refused.has(key)) expect(out).toEqual(orders);
          }
          expect(queues.left).toBe(given.length - sent.length);
        },
      ),
    );
  });
});
