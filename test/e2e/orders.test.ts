import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drained } from './drained.ts';
import { CASTLE, event, smallHunt } from './hunts.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

type Step = 'join' | 'solveA' | 'solveB' | 'hint' | 'claim';
const STEPS: readonly Step[] = ['join', 'solveA', 'solveB', 'hint', 'claim'];

function permutations<Value>(values: readonly Value[]): Value[][] {
  if (values.length <= 1) return [[...values]];
  return values.flatMap((first, index) =>
    permutations([...values.slice(0, index), ...values.slice(index + 1)]).map((rest) => [first, ...rest]),
  );
}

describe('every order of join, solve, hint and claim across the streams', () => {
  let chain: LocalChain;
  beforeAll(async () => {
    chain = await startLocalChain();
  });
  afterAll(() => chain?.runtime.close());

  it('ends in the same state', async () => {
    const orders = permutations(STEPS);
    // A hunt each: every player may win the gold.
    const states = await Promise.all(
      orders.map(async (order, index) => {
        const huntId = `order-${index}`;
        const player = `player-${index}`;
        await chain.createHunt(huntId, smallHunt());
        const events = {
          join: event('hunt.joined', { huntId, displayName: 'Ada' }),
          solveA: event('clue.solved', { huntId, clueId: 'a', answer: 'alpha' }),
          solveB: event('clue.solved', { huntId, clueId: 'b', answer: 'beta' }),
          hint: event('hint.requested', { huntId, clueId: 'c' }),
          claim: event('treasure.claimed', { huntId, treasureId: 'gold', ...CASTLE }),
        };
        for (const step of order) {
          await chain.send(player, [events[step]]);
          // Each stream has delivered before the next step is sent, so that this very order is what the table sees.
          await drained(chain.runtime);
        }
        const { huntId: _, playerId: __, ...state } = (await chain.request(player, `hunts/${huntId}/players/me`)).body;
        return state;
      }),
    );
    expect(states).toHaveLength(120);
    expect(states[0]).toEqual({
      joined: true,
      score: 10 + 20 + 100 - 5,
      solvedClues: ['a', 'b'],
      hints: [{ clueId: 'c', hint: 'Greek' }],
      claims: [{ treasureId: 'gold', outcome: 'won' }],
    });
    for (const [index, state] of states.entries())
      expect({ order: orders[index], state }).toEqual({ order: orders[index], state: states[0] });
    await drained(chain.runtime);
    const { pending } = chain.runtime.stats()['treasure.claimed'] ?? { pending: Number.NaN };
    expect(pending).toBe(0);
  });
});
