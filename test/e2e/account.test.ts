import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../catalog/index.ts';
import { getJson } from './api.ts';
import { drained } from './drained.ts';
import { CASTLE, event, HOLYROOD, smallHunt } from './hunts.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

describe('the account of a hunt with three players', () => {
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

  it('is exact, by type', async () => {
    const account = chain.runtime.stats();
    const counts = Object.fromEntries(
      Object.entries(account).map(([type, { accepted, processed }]) => [type, [accepted, processed]]),
    );
    // Of types that nobody sends, nothing is counted.
    expect(counts).toEqual({
      ...Object.fromEntries(catalog.map(({ type }) => [type, [0, 0]])),
      'hunt.joined': [3, 3],
      'location.pinged': [1, 1],
      'clue.viewed': [1, 1],
      'clue.solved': [5, 5],
      'hint.requested': [2, 2],
      'treasure.claimed': [6, 6],
      unknown: [0, 0],
    });
    expect(account['treasure.claimed']).toMatchObject({ pending: 1, quarantined: 0, deadLettered: 0, inFlight: 0 });
    expect((await getJson(`${chain.runtime.url}/local/stats`)).events).toEqual(account);
  });
});
