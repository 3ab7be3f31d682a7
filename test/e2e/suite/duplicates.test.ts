import { beforeAll, describe, expect, it } from 'vitest';
import { CASTLE, event, smallHunt } from '../hunts.ts';
import { api, eventually } from './deployment.ts';
import { uniqueName } from './names.ts';
import { putRecords, recordOf } from './records.ts';

describe('events that come more than once', () => {
  const huntId = uniqueName('again');
  const me = async (player: string) => (await api.request(player, `hunts/${huntId}/players/me`)).body;
  beforeAll(() => api.createHunt(huntId, smallHunt()));

  it('have one effect where the same records are delivered twice', async () => {
    const player = uniqueName('twice');
    await putRecords('hunt.joined', player, [
      recordOf('hunt.joined', player, [event('hunt.joined', { huntId, displayName: 'Twice' })]),
    ]);
    const hint = event('hint.requested', { huntId, clueId: 'a' });
    const record = recordOf('hint.requested', player, [hint, event('hint.requested', { huntId, clueId: 'b' })]);
    const last = recordOf('hint.requested', player, [event('hint.requested', { huntId, clueId: 'c' })]);
    await putRecords('hint.requested', player, [record, record, recordOf('hint.requested', player, [hint]), last]);
    // The last one of the same partition key is the last to be seen.
    await eventually(async () => expect((await me(player)).hints).toHaveLength(3));
    expect((await me(player)).score).toBe(-(3 + 4 + 5));
  });

  it('leave the state as it is where a phone sends the same requests again', async () => {
    const player = uniqueName('replaying');
    const requests = [
      [event('hunt.joined', { huntId, displayName: 'Replay' }), event('hint.requested', { huntId, clueId: 'a' })],
      [
        event('clue.solved', { huntId, clueId: 'a', answer: 'alpha' }),
        event('clue.solved', { huntId, clueId: 'b', answer: 'beta' }),
        event('treasure.claimed', { huntId, treasureId: 'gold', ...CASTLE }),
      ],
    ];
    const state = {
      joined: true,
      hints: ['a'],
      solvedClues: ['a', 'b'],
      claims: ['gold won'],
      score: 10 + 20 + 100 - 3,
    };
    const stateOf = async () => {
      const { joined, hints, solvedClues, claims, score } = await me(player);
      return {
        joined,
        hints: hints.map(({ clueId }: { clueId: string }) => clueId),
        solvedClues,
        claims: claims.map((claim: { treasureId: string; outcome: string }) => `${claim.treasureId} ${claim.outcome}`),
        score,
      };
    };
    for (const events of requests) await api.send(player, events);
    await eventually(async () => expect(await stateOf()).toEqual(state));

    for (const events of requests) {
      expect((await api.send(player, events)).map(({ outcome }) => outcome)).toEqual(events.map(() => 'accepted'));
    }
    // One new event on each stream: seen when all that was sent again before it on that stream is done.
    await api.send(player, [
      event('hint.requested', { huntId, clueId: 'c' }),
      event('clue.solved', { huntId, clueId: 'c', answer: 'gamma' }),
      event('treasure.claimed', { huntId, treasureId: 'bronze', ...CASTLE }),
    ]);
    const after = {
      joined: true,
      hints: ['a', 'c'],
      solvedClues: ['a', 'b', 'c'],
      claims: expect.arrayContaining(['gold won', 'bronze invalid']),
      score: state.score + 30 - 5,
    };
    await eventually(async () => expect(await stateOf()).toEqual(after));
    expect((await stateOf()).claims).toHaveLength(2);
    const { body } = await api.request(player, `hunts/${huntId}/leaderboard`);
    expect(body.entries.filter(({ playerId }: { playerId: string }) => playerId === player)).toEqual([
      { rank: 1, playerId: player, displayName: 'Replay', score: after.score },
    ]);
  });
});
