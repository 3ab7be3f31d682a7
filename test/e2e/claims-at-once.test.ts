import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromPlayerItem } from '../../lambdas/shared/store/player-item.ts';
import { allItems } from '../helpers/game-table.ts';
import { drained } from './drained.ts';
import { CASTLE, event, smallHunt } from './hunts.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

/** A thousand in `npm run nightly`: each costs 20 ms of CPU. */
const PLAYERS = Number(process.env.CAIRN_CLAIMS ?? 250);
const huntId = 'crowd';

describe(`${PLAYERS} players who claim one treasure at once`, () => {
  let chain: LocalChain;
  beforeAll(async () => {
    chain = await startLocalChain();
    await chain.createHunt(huntId, smallHunt());
  });
  afterAll(() => chain?.runtime.close());

  it('are one winner, and losers who are told that they lost', async () => {
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

    // What the table has of each, and what the API tells the winner and every twentieth player.
    const claims = claimsIn(chain);
    expect(claims.size).toBe(PLAYERS);
    const winners = players.filter((player) => claims.get(player)?.outcome === 'won');
    expect(winners).toHaveLength(1);
    for (const [player, claim] of claims) {
      expect(claim).toEqual(winners.includes(player) ? { outcome: 'won', score: 50 } : { outcome: 'lost', score: 0 });
    }
    for (const player of [...winners, ...players.filter((_, index) => index % 20 === 0)]) {
      const { body } = await chain.request(player, `hunts/${huntId}/players/me`);
      const { outcome, score } = claims.get(player) ?? {};
      expect(body).toMatchObject({ score, claims: [{ treasureId: 'silver', outcome }] });
    }
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

/** By player: what the table's item says of the claim. */
function claimsIn({ runtime: { cloud } }: LocalChain) {
  const prefix = `PLAYER#${huntId}#`;
  const [table] = cloud.tables.all();
  const items = allItems(cloud.tables, table?.settings.name ?? '').filter(
    ({ pk, sk }) => sk?.S === 'STATE' && pk?.S?.startsWith(prefix),
  );
  return new Map(
    items.map((item) => {
      const { claims } = fromPlayerItem(item).state;
      return [
        item.pk?.S?.slice(prefix.length) ?? '',
        { outcome: claims.get('silver')?.outcome, score: Number(item.score?.N ?? 0) },
      ];
    }),
  );
}
