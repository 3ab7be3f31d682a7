import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LAST_ATTEMPT, SUSPECT_AGE_MS } from '../../../core/handler-limits.ts';
import { APART_MS, type Deliveries, type Handled, realHandler, simulatedHandler } from '../../helpers/batch-twins.ts';

async function expectTwins(given: Deliveries): Promise<Handled> {
  const handled = simulatedHandler(given);
  expect(handled).toEqual(await realHandler(given));
  return handled;
}

const deliveries: fc.Arbitrary<Deliveries> = fc.record({
  timeoutMs: fc.constantFrom(10_000, 30_000),
  recordMs: fc.constantFrom(2, 90, 1_000, 4_000),
  batches: fc.array(fc.record({ records: fc.constantFrom(1, 1, 1, 4, 17, 100), killed: fc.boolean() }), {
    minLength: 1,
    maxLength: 12,
  }),
});

describe('the simulated handler and production’s', () => {
  it('give the same answers, quarantine the same and count as often, whatever ends the function or takes too long', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (given) => void (await expectTwins(given))),
      { numRuns: 60 },
    );
  });

  it('report how far they came if time runs out, so that the rest is delivered again', async () => {
    const batches = [{ records: 100, killed: false }];
    // 30 s minus the 4.5 s that a handler reserves, minus 40 ms: record 26 would begin too late.
    expect((await expectTwins({ timeoutMs: 30_000, recordMs: 1_000, batches })).answers).toEqual(['seq-0026']);
    expect((await expectTwins({ timeoutMs: 30_000, recordMs: 2, batches })).answers).toEqual(['done']);
  });

  it('quarantine a record that no attempt has finished at its fifth counted attempt', async () => {
    const alone = { records: 1, killed: true };
    const uncounted = Math.ceil(SUSPECT_AGE_MS / APART_MS);
    const given = { timeoutMs: 30_000, recordMs: 90 };
    const almost = await expectTwins({ ...given, batches: Array(uncounted + LAST_ATTEMPT - 1).fill(alone) });
    expect(almost).toEqual({ answers: [], quarantined: 0, countWrites: LAST_ATTEMPT - 1 });
    const last = await expectTwins({ ...given, batches: Array(uncounted + LAST_ATTEMPT).fill(alone) });
    expect(last).toEqual({ answers: ['done'], quarantined: 1, countWrites: LAST_ATTEMPT });
  });
});
