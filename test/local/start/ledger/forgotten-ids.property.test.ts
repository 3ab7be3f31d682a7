import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryBudget } from '../../../../local/aws/services/memory/memory-budget.ts';
import { EventCounts } from '../../../../local/start/ledger/event-counts.ts';

const TYPES = ['a', 'b'] as const;
/** Slots of the smallest generation: a few hundred ids rotate it. */
const LEAST_CAPACITY = 1 << 10;
const ENDS = ['processed', 'quarantined', 'deadLettered', 'unrouted'] as const;

/** Events that are published together; they end after so many further bursts, in this way. */
const burst = fc.record({
  events: fc.integer({ min: 1, max: 400 }),
  type: fc.constantFrom(...TYPES),
  endsAfter: fc.integer({ min: 0, max: 40 }),
  end: fc.constantFrom(...ENDS),
  /** Whether ingest answers before or after the handler. */
  answeredLast: fc.boolean(),
  /** Number of additional deliveries at once. */
  copies: fc.nat(2),
});

describe('a ledger that forgets ids', () => {
  it('keeps its counts balanced, and knows every event in flight until it ends', () => {
    let letGo = 0;
    fc.assert(
      fc.property(fc.array(burst, { minLength: 10, maxLength: 60 }), (bursts) => {
        const memory = new MemoryBudget(16 * 12 * LEAST_CAPACITY);
        const ledger = new EventCounts(TYPES, memory, LEAST_CAPACITY);
        const due: { readonly at: number; readonly run: () => void }[] = [];
        const expected = Object.fromEntries(ENDS.map((end) => [end, 0]));
        let accepted = 0;
        let open = 0;
        const check = (): void => {
          const counts = Object.values(ledger.counts());
          const sum = (name: 'accepted' | 'inFlight' | (typeof ENDS)[number]) =>
            counts.reduce((total, each) => total + each[name], 0);
          expect([sum('accepted'), sum('inFlight'), ledger.inFlight]).toEqual([accepted, open, open]);
          expect(Object.fromEntries(ENDS.map((end) => [end, sum(end)]))).toEqual(expected);
          expect(ledger.counts().unknown).toMatchObject({ accepted: 0, inFlight: 0 });
        };
        for (const [at, { events, type, endsAfter, end, answeredLast, copies }] of bursts.entries()) {
          const ids = Array.from({ length: events }, (_, index) => `event-${at}-${index}`);
          const tag = ledger.tagOf(ids);
          const answer = (): void => {
            for (const id of ids) ledger.accepted(id, 'unknown');
            accepted += events;
            open += events;
          };
          const finish = (): void => {
            for (let copy = 0; copy <= copies; copy += 1) {
              if (end === 'processed') ledger.processed(tag);
              else ledger.ended(tag, end, 'reason');
            }
            expected[end] = (expected[end] ?? 0) + events;
            open -= events;
          };
          for (const id of ids) ledger.published(id, type);
          ledger.delivered(tag);
          if (answeredLast && endsAfter === 0) {
            finish();
            answer();
          } else {
            answer();
            due.push({ at: at + endsAfter, run: finish });
          }
          for (const each of due.filter((one) => one.at === at)) each.run();
          check();
        }
        for (const each of due.filter((one) => one.at >= bursts.length)) each.run();
        check();
        expect(open).toBe(0);
        letGo += memory.figures().history['event ids']?.letGo ?? 0;
      }),
    );
    expect(letGo).toBeGreaterThan(1_000);
  });

  it('counts a forgotten id that arrives again as a new event', () => {
    const ledger = new EventCounts(['a'], new MemoryBudget(0), LEAST_CAPACITY);
    const process = (id: string): void => {
      ledger.published(id, 'a');
      ledger.accepted(id, 'a');
      ledger.processed(ledger.tagOf([id]));
    };
    process('first');
    process('first');
    expect(ledger.counts().a).toMatchObject({ accepted: 1, duplicates: 1 });
    for (let index = 0; index < 5_000; index += 1) process(`other-${index}`);
    process('first');
    expect(ledger.counts().a).toMatchObject({ accepted: 5_002, processed: 5_002, duplicates: 1, inFlight: 0 });
  });

  it('does not rotate its ids repeatedly if all of them are in flight', () => {
    const memory = new MemoryBudget(0);
    const ledger = new EventCounts(['a'], memory, LEAST_CAPACITY);
    for (let index = 0; index < 200_000; index += 1) {
      ledger.published(`event-${index}`, 'a');
      ledger.accepted(`event-${index}`, 'a');
    }
    expect([ledger.inFlight, memory.figures().history['event ids']?.letGo]).toEqual([200_000, 0]);
    for (let index = 0; index < 200_000; index += 1) ledger.processed(ledger.tagOf([`event-${index}`]));
    expect(ledger.counts().a).toMatchObject({ accepted: 200_000, processed: 200_000, inFlight: 0 });
  });
});
