import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drained } from './drained.ts';
import { CASTLE, event, smallHunt } from './hunts.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

const PLAYERS = 1_000;
const huntId = 'crowd';

describe('a thousand players who claim one treasure at once', () => {
  let chain: LocalChain;
  beforeAll(async () => {
    chain = await startLocalChain();
    await chain.createHunt(huntId, smallHunt());
  });
  afterAll(() => chain?.runtime.close());

  it('are one winner and 999 who are told that they lost', async () => {
    const players = Array.from({ length: PLAYERS }, (_, index) => `player-${index}`);
    let next = 0;
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        for (let player = players[next++]; player !== undefined; player = players[next++]) {
          const results = await chain.send(player, [
            event('hunt.joined', { huntId, displayName: player }),
            event('treasure.claimed', { huntId, treasureId: 'silver', ...CASTLE }),
          ]);
          expect(results.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
        }
      }),
    );
    await drained(chain.runtime);

    const outcomes: Record<string, number> = {};
    next = 0;
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        for (let player = players[next++]; player !== undefined; player = players[next++]) {
          const { body } = await chain.request(player, `hunts/${huntId}/players/me`);
          expect(body.claims).toHaveLength(1);
          const { outcome } = body.claims[0];
          expect(body.score).toBe(outcome === 'won' ? 50 : 0);
          outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        }
      }),
    );
    expect(outcomes).toEqual({ won: 1, lost: PLAYERS - 1 });
    const { body } = await chain.request('player-0', `hunts/${huntId}/leaderboard?limit=2`);
    expect(body.entries.map(({ score }: { score: number }) => score)).toEqual([50, 0]);
    expect(chain.runtime.stats()['treasure.claimed']).toMatchObject({
      accepted: PLAYERS,
      processed: PLAYERS,
      pending: 0,
      inFlight: 0,
    });
  });
});
