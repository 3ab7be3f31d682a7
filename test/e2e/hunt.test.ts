import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getJson } from './api.ts';
import { drained } from './drained.ts';
import { CASTLE, event, HOLYROOD, smallHunt } from './hunts.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

describe('a hunt with three players, to its end, over HTTP', () => {
  const huntId = 'three-players';
  let chain: LocalChain;

  beforeAll(async () => {
    chain = await startLocalChain();
    await chain.createHunt(huntId, smallHunt());

    const play = async (player: string, ...events: ReturnType<typeof event>[]): Promise<void> => {
      const results = await chain.send(player, events);
      expect(results.map(({ outcome }) => outcome)).toEqual(events.map(() => 'accepted'));
      await drained(chain.runtime);
    };
    // Ada solves what the gold needs, buys a hint, and is first.
    await play(
      'ada',
      event('hunt.joined', { huntId, displayName: 'Ada' }),
      event('hint.requested', { huntId, clueId: 'a' }),
    );
    await play(
      'ada',
      event('location.pinged', { huntId, ...CASTLE, accuracyMeters: 5 }),
      event('clue.viewed', { huntId, clueId: 'a' }),
      event('clue.solved', { huntId, clueId: 'a', answer: ' alpha ' }),
      event('clue.solved', { huntId, clueId: 'b', answer: 'BETA' }),
      event('treasure.claimed', { huntId, treasureId: 'gold', ...CASTLE }),
    );
    // Bo has the clues and comes second; his wrong answer counts for nothing; he takes the silver from too far first.
    await play(
      'bo',
      event('hunt.joined', { huntId, displayName: 'Bo' }),
      event('clue.solved', { huntId, clueId: 'a', answer: 'alpha' }),
      event('clue.solved', { huntId, clueId: 'b', answer: 'beta' }),
      event('clue.solved', { huntId, clueId: 'c', answer: 'delta' }),
      event('treasure.claimed', { huntId, treasureId: 'gold', ...CASTLE }),
    );
    await play('bo', event('treasure.claimed', { huntId, treasureId: 'silver', ...HOLYROOD }));
    await play('bo', event('treasure.claimed', { huntId, treasureId: 'silver', ...CASTLE }));
    // Cy claims before the clues are solved, and something that is not there.
    await play(
      'cy',
      event('hunt.joined', { huntId, displayName: 'Cy' }),
      event('hint.requested', { huntId, clueId: 'c' }),
      event('treasure.claimed', { huntId, treasureId: 'gold', ...CASTLE }),
      event('treasure.claimed', { huntId, treasureId: 'bronze', ...CASTLE }),
    );
  });
  afterAll(() => chain?.runtime.close());

  it('ends with the leaderboard that the points come to', async () => {
    const { status, body } = await chain.request('cy', `hunts/${huntId}/leaderboard?limit=10`);
    expect(status).toBe(200);
    expect(body.entries).toEqual([
      { rank: 1, playerId: 'ada', displayName: 'Ada', score: 10 + 20 + 100 - 3 },
      { rank: 2, playerId: 'bo', displayName: 'Bo', score: 10 + 20 + 50 },
      { rank: 3, playerId: 'cy', displayName: 'Cy', score: -5 },
    ]);
  });

  it('has one winner for each treasure, and tells the others why they are not', async () => {
    const me = async (player: string) => (await chain.request(player, `hunts/${huntId}/players/me`)).body;
    const [ada, bo, cy] = await Promise.all(['ada', 'bo', 'cy'].map(me));
    expect(ada).toMatchObject({
      huntId,
      playerId: 'ada',
      joined: true,
      solvedClues: ['a', 'b'],
      hints: [{ clueId: 'a', hint: 'Greek' }],
    });
    expect(ada.claims).toEqual([{ treasureId: 'gold', outcome: 'won' }]);
    expect(bo.claims).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ treasureId: 'gold', outcome: 'lost' }),
        expect.objectContaining({ treasureId: 'silver', outcome: 'won' }),
      ]),
    );
    expect(cy.claims).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ treasureId: 'gold', outcome: 'pending' }),
        expect.objectContaining({ treasureId: 'bronze', outcome: 'invalid' }),
      ]),
    );
  });

  it('never shows a player answers, places of treasures or hints that were not bought', async () => {
    const player = JSON.stringify((await chain.request('bo', `hunts/${huntId}`)).body);
    for (const secret of ['Alpha', 'Beta', 'Gamma', 'Greek', String(CASTLE.latitude)])
      expect(player).not.toContain(secret);
    const organiser = await chain.request('organiser', `hunts/${huntId}`, { role: 'organiser' });
    expect(JSON.stringify(organiser.body)).toContain('Gamma');
    expect(JSON.stringify(organiser.body)).toContain(String(CASTLE.latitude));
  });

  it('accounts for every event', async () => {
    const account = chain.runtime.stats();
    const counts = Object.fromEntries(
      Object.entries(account).map(([type, { accepted, processed }]) => [type, [accepted, processed]]),
    );
    expect(counts).toEqual({
      'hunt.joined': [3, 3],
      'location.pinged': [1, 1],
      'clue.viewed': [1, 1],
      'clue.solved': [5, 5],
      'hint.requested': [2, 2],
      'treasure.claimed': [6, 6],
      unknown: [0, 0],
    });
    expect(account['treasure.claimed']).toMatchObject({ pending: 1, quarantined: 0, deadLettered: 0, inFlight: 0 });
    expect(await getJson(`${chain.runtime.url}/local/stats`)).toEqual(account);
  });
});
