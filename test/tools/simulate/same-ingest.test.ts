import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { realIngest, simulatedIngest, TWIN_TYPES, type TwinInput } from '../../helpers/ingest-twins.ts';

/** Up to a hundred events of the three types, in this order. */
const parts = fc
  .tuple(fc.nat({ max: 35 }), fc.nat({ max: 35 }), fc.nat({ max: 30 }))
  .map((counts) => counts.map((events, type) => ({ type, events })).filter(({ events }) => events > 0))
  .filter((made) => made.length > 0);

const input: fc.Arbitrary<TwinInput> = fc.record({
  bodies: fc.array(parts, { minLength: 1, maxLength: 4 }),
  gapMs: fc.constantFrom(0, 130, 2_000),
  callMs: fc.constantFrom(1, 40, 700, 1_900, 5_000, 6_000),
  refused: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
  seed: fc.integer(),
});

async function expectTwins(given: TwinInput): Promise<ReturnType<typeof simulatedIngest>> {
  const simulated = simulatedIngest(given);
  expect(simulated).toEqual(await realIngest(given));
  return simulated;
}

const all = (events: number) => TWIN_TYPES.map((_, type) => ({ type, events }));
const base: TwinInput = { bodies: [all(30)], gapMs: 0, callMs: 20, refused: [false], seed: 1 };

describe('the simulated ingest and production’s', () => {
  it('make the same calls with the same entries and give the same answers, for any requests and refusals', async () => {
    await fc.assert(
      fc.asyncProperty(input, async (given) => void (await expectTwins(given))),
      { numRuns: 60 },
    );
  });

  it('pack by size and by number, and fill calls by size and by number', async () => {
    const { calls } = await expectTwins(base);
    const entries = calls.flatMap(({ taken }) => taken);
    expect(entries.filter(({ type }) => type === 'twin.few').map(({ events }) => events)).toEqual(Array(10).fill(3));
    expect(entries.find(({ type }) => type === 'twin.large')?.events).toBe(7);
    expect(calls.map(({ taken }) => taken.length)).toEqual([10, 6]);
    const large = await expectTwins({ ...base, bodies: [[{ type: 2, events: 42 }]] });
    expect(large.calls.map(({ taken }) => taken.length)).toEqual([4, 2]);
  });

  it('shed, retry, and answer what stayed refused with the time to wait', async () => {
    const { calls, answers } = await expectTwins({ ...base, refused: [true] });
    expect(calls.length).toBeGreaterThan(5);
    expect(answers[0]?.left).toEqual({
      'twin.few: PutEvents quota': 30,
      'twin.many: shed': 30,
      'twin.large: PutEvents quota': 30,
    });
    expect(answers[0]?.retryAfterMs).toBe(5_000);
  });

  it('stop waiting at the deadline, and begin no call after it', async () => {
    const bodies = [[{ type: 0, events: 100 }]];
    const { answers } = await expectTwins({ ...base, bodies, callMs: 6_000 });
    expect(answers[0]?.at).toBe(5_000);
    expect(answers[0]?.left).toEqual({ 'twin.few: unconfirmed': 100 });
    const slower = await expectTwins({ ...base, bodies: [all(33)], callMs: 4_999 });
    expect(Object.keys(slower.answers[0]?.left ?? {})).toEqual([]);
  });

  it('brake a player who sends without end', async () => {
    const bodies = Array.from({ length: 12 }, () => [{ type: 1, events: 100 }]);
    const { answers } = await expectTwins({ ...base, bodies, callMs: 1 });
    expect(answers[9]?.left).toEqual({});
    expect(answers[11]?.left['twin.many: player rate']).toBeGreaterThan(90);
    expect(answers[11]?.retryAfterMs).toBeGreaterThan(1_800);
  });
});
