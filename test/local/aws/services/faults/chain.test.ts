import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultKind } from '../../../../../local/aws/services/faults/fault-kinds.ts';
import { modelChain } from '../../../../helpers/model-chain.ts';

const PLAYERS = Array.from({ length: 12 }, (_, index) => `player-${index}`);
/** Faults that the model chain cannot have, because it has no gateway. */
const KINDS = (Object.keys(FAULT_KINDS) as FaultKind[]).filter((kind) => kind !== 'api-answer-lost');
/** Faults that keep events from their handlers permanently: the ledger counts these as dead-lettered. */
const DEAD_LETTERING: ReadonlySet<FaultKind> = new Set(['target-denied']);
const TOGETHER = KINDS.filter((kind) => !DEAD_LETTERING.has(kind));

describe('the chain under a fault', () => {
  it('has no violation without a fault', async () => {
    const chain = modelChain(1);
    await chain.play(PLAYERS);
    expect(chain.violations(PLAYERS)).toEqual([]);
  });

  it.each(KINDS)(
    '%s: accounts for every event, with one winner for each treasure and no score counted twice',
    async (kind) => {
      for (const seed of [1, 2, 3]) {
        const chain = modelChain(seed);
        const { id } = chain.addFault({ kind, ...(kind === 'replay' && { after: '5s' }) });
        await chain.play(PLAYERS);
        chain.faults.remove(id);
        await chain.settle();
        expect(chain.faults.list()).toMatchObject([{ id, struck: expect.toSatisfy((struck) => struck > 0) }]);
        expect(chain.violations(PLAYERS, !DEAD_LETTERING.has(kind))).toEqual([]);
      }
    },
  );

  it('any faults together: accounts for every event, with one winner for each treasure and no score counted twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.subarray(TOGETHER, { minLength: 2 }), async (seed, kinds) => {
        const chain = modelChain(seed);
        for (const kind of kinds) chain.addFault({ kind, for: '1m', ...(kind === 'replay' && { after: '7s' }) });
        await chain.play(PLAYERS);
        await chain.settle();
        expect(chain.violations(PLAYERS)).toEqual([]);
      }),
      { numRuns: Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) / 8) },
    );
  });
});
