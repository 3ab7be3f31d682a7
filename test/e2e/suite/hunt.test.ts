import { beforeAll, describe, expect, it } from 'vitest';
import { CASTLE, event, HOLYROOD, smallHunt } from '../hunts.ts';
import { api, eventually } from './deployment.ts';
import { uniqueName } from './names.ts';

describe('a hunt with three players', () => {
  const huntId = uniqueName('hunt');
  const me = async (player: string) => (await api.request(player, `hunts/${huntId}/players/me`)).body;
  const play = async (player: string, ...events: ReturnType<typeof event>[]): Promise<void> => {
    const results = await api.send(player, events);
    expect(results.map(({ outcome }) => outcome)).toEqual(events.map(() => 'accepted'));
  };

  beforeAll(() => api.createHunt(huntId, smallHunt()));

  it('ends with the winners, losers and leaderboard that its rules give', async () => {
    await play('ada', event('hunt.joined', { huntId, displayName: 'Ada' }));
    await play('ada', event('hint.requested', { huntId, clueId: 'a' }));
    await play(
      'ada',
      event('location.pinged', { huntId, ...CASTLE, accuracyMeters: 5 }),
      event('clue.viewed', { huntId, clueId: 'a' }),
      event('clue.solved', { huntId, clueId: 'a', answer: ' alpha ' }),
      event('clue.solved', { huntId, clueId: 'b', answer: 'BETA' }),
      event('treasure.claimed', { huntId, treasureId: 'gold', ...CASTLE }),
    );
    await eventually(async () => {
      expect(await me('ada')).toEqual({
        huntId,
        playerId: 'ada',
        joined: true,
        score: 10 + 20 + 100 - 3,
        solvedClues: ['a', 'b'],
        hints: [{ clueId: 'a', hint: 'Greek' }],
        claims: [{ treasureId: 'gold', outcome: 'won' }],
      });
    });
    // Bo comes second, guesses wrong, and takes the silver from too far first.
    await play(
      'bo',
      event('hunt.joined', { huntId, displayName: 'Bo' }),
      event('clue.solved', { huntId, clueId: 'a', answer: 'alpha' }),
      event('clue.solved', { huntId, clueId: 'b', answer: 'beta' }),
      event('clue.solved', { huntId, clueId: 'c', answer: 'delta' }),
      event('treasure.claimed', { huntId, treasureId: 'gold', ...CASTLE }),
      event('treasure.claimed', { huntId, treasureId: 'silver', ...HOLYROOD }),
    );
    await eventually(async () => expect((await me('bo')).claims).toHaveLength(2));
    await play('bo', event('treasure.claimed', { huntId, treasureId: 'silver', ...CASTLE }));
    // Cy claims before the clues are solved, and something that is not there.
    await play(
      'cy',
      event('hunt.joined', { huntId, displayName: 'Cy' }),
      event('hint.requested', { huntId, clueId: 'c' }),
      event('treasure.claimed', { huntId, treasureId: 'gold', ...CASTLE }),
      event('treasure.claimed', { huntId, treasureId: 'bronze', ...CASTLE }),
    );
    await eventually(async () => {
      const [bo, cy] = [await me('bo'), await me('cy')];
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
      const { status, body } = await api.request('cy', `hunts/${huntId}/leaderboard?limit=10`);
      expect(status).toBe(200);
      expect(body.entries).toEqual([
        { rank: 1, playerId: 'ada', displayName: 'Ada', score: 10 + 20 + 100 - 3 },
        { rank: 2, playerId: 'bo', displayName: 'Bo', score: 10 + 20 + 50 },
        { rank: 3, playerId: 'cy', displayName: 'Cy', score: -5 },
      ]);
    });
  });

  it('never shows a player answers, places of treasures or hints that were not bought', async () => {
    const player = JSON.stringify((await api.request('dee', `hunts/${huntId}`)).body);
    expect(player).toContain('First letter?');
    for (const secret of ['Alpha', 'Beta', 'Gamma', 'Greek', String(CASTLE.latitude)]) {
      expect(player).not.toContain(secret);
    }
    const organiser = await api.request('organiser', `hunts/${huntId}`, { role: 'organiser' });
    expect(JSON.stringify(organiser.body)).toContain('Gamma');
    expect(JSON.stringify(organiser.body)).toContain(String(CASTLE.latitude));
  });
});
