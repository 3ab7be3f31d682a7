import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drained } from './drained.ts';
import { CASTLE, event, smallHunt } from './hunts.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

type Step = 'join' | 'solveA' | 'solveB' | 'hint' | 'claim';
const STEPS: readonly Step[] = ['join', 'solveA', 'solveB', 'hint', 'claim'];
const EVENTS: Readonly<Record<Step, (huntId: string) => object>> = {
  join: (huntId) => event('hunt.joined', { huntId, displayName: 'Ada' }),
  solveA: (huntId) => event('clue.solved', { huntId, clueId: 'a', answer: 'alpha' }),
  solveB: (huntId) => event('clue.solved', { huntId, clueId: 'b', answer: 'beta' }),
  hint: (huntId) => event('hint.requested', { huntId, clueId: 'c' }),
  claim: (huntId) => event('treasure.claimed', { huntId, treasureId: 'gold', ...CASTLE }),
};

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
    const games = orders.map((order, index) => ({ order, huntId: `order-${index}`, player: `player-${index}` }));
    await Promise.all(games.map(({ huntId }) => chain.createHunt(huntId, smallHunt())));
    for (const position of STEPS.keys()) {
      await Promise.all(
        games.map(async ({ order, huntId, player }) => {
          const step = order[position];
          if (step !== undefined) await chain.send(player, [EVENTS[step](huntId)]);
        }),
      );
      // Each stream has delivered before the next step is sent, so that this very order is what the table sees.
      await drained(chain.runtime);
    }
    const states = await Promise.all(
      games.map(async ({ huntId, player }) => {
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
    const { pending } = chain.runtime.stats()['treasure.claimed'] ?? { pending: Number.NaN };
    expect(pending).toBe(0);
  });
});
