import { describe, expect, it } from 'vitest';
import { stateHash } from '../../../../helpers/game-table.ts';
import { modelChain } from '../../../../helpers/model-chain.ts';

const PLAYERS = Array.from({ length: 10 }, (_, index) => `player-${index}`);
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

type Chain = ReturnType<typeof modelChain>;

/** Advances the clock without polling, because a month of empty polls proves nothing. */
async function pass(chain: Chain, durationMs: number): Promise<void> {
  for (const mapping of chain.mappings) mapping.disable();
  await chain.scheduler.advanceAsync(durationMs);
  chain.tables.sweepExpired();
  for (const mapping of chain.mappings) mapping.enable();
}

/** Sends all published events again, shuffled, and waits until they are processed. */
async function replay(chain: Chain): Promise<void> {
  const { id } = chain.addFault({ kind: 'replay' });
  await chain.scheduler.advanceAsync(2 * MINUTE_MS);
  expect(chain.faults.list().find((fault) => fault.id === id)).toMatchObject({
    state: 'ended',
    struck: expect.toSatisfy((struck) => struck >= PLAYERS.length * 7),
  });
}

async function played(seed: number): Promise<Chain> {
  const chain = modelChain(seed);
  await chain.play(PLAYERS);
  expect(chain.violations(PLAYERS)).toEqual([]);
  return chain;
}

describe('events that arrive again', () => {
  it('do not change the state if all arrive twice, shuffled', async () => {
    const chain = await played(1);
    const before = stateHash(chain.tables);
    await replay(chain);
    await replay(chain);
    expect(stateHash(chain.tables)).toBe(before);
    const { processed = 0, duplicates = 0 } = chain.account.counts()['treasure.claimed'] ?? {};
    expect([processed, duplicates]).toEqual([30, 30]);
  });

  it('add nothing to a score after eleven minutes, when all idempotency tokens have expired', async () => {
    const chain = await played(2);
    const before = stateHash(chain.tables);
    await pass(chain, 11 * MINUTE_MS);
    await replay(chain);
    expect(stateHash(chain.tables)).toBe(before);
  });

  it('give no treasure to another player after thirty days, and restore no expired position', async () => {
    const chain = await played(3);
    const withoutPositions = () =>
      stateHash(chain.tables)
        .split('\n')
        .filter((item) => !item.includes('"sk":{"S":"POSITION"}'))
        .join('\n');
    const before = withoutPositions();
    expect(stateHash(chain.tables)).not.toBe(before);
    await pass(chain, 30 * DAY_MS);
    expect(stateHash(chain.tables)).toBe(before);
    await replay(chain);
    expect(stateHash(chain.tables)).toBe(before);
  });

  it('change nothing one second before and after positions expire', async () => {
    const chain = await played(4);
    const state = () =>
      stateHash(chain.tables)
        .split('\n')
        .filter((item) => !item.includes('"sk":{"S":"POSITION"}'));
    const before = state();
    await pass(chain, 7 * DAY_MS - 5 * MINUTE_MS);
    for (let minute = 0; minute < 4; minute += 1) {
      await replay(chain);
      expect(state()).toEqual(before);
      expect(chain.violations(PLAYERS, false)).toEqual([]);
    }
  });
});
