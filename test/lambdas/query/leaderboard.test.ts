import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import { leaderboardReader } from '../../../lambdas/query/read-leaderboard.ts';
import { NEW_PLAYER } from '../../../lambdas/shared/game/player-state.ts';
import type { TablePort } from '../../../lambdas/shared/ports.ts';
import { toPlayerItem } from '../../../lambdas/shared/store/player-item.ts';
import { HUNT_ID, STARTS_AT_MS } from '../../helpers/game.ts';
import { gameTable, TABLE_NAME } from '../../helpers/game-table.ts';

interface Standing {
  readonly playerId: string;
  readonly displayName: string;
  readonly score: number;
}

const MOST_QUERIES = 16;
const MANY = 3_000;

const players = (count: number, scoreOf: (index: number) => number, nameOf = (index: number) => `Player ${index}`) =>
  Array.from({ length: count }, (_, index): Standing => {
    // In an order other than that of the ids.
    const number = (index * 7_919) % count;
    return { playerId: `p${String(number).padStart(6, '0')}`, displayName: nameOf(number), score: scoreOf(number) };
  });

/** A leaderboard with these players, and the queries that a read of it makes. */
async function leaderboardOf(standings: readonly Standing[]) {
  const clock = new VirtualScheduler(STARTS_AT_MS);
  const { table } = gameTable(clock);
  let queries = 0;
  const counted: TablePort = {
    ...table,
    query: (input) => {
      queries += 1;
      return table.query(input);
    },
  };
  for (const { playerId, displayName, score } of standings) {
    const state = { ...NEW_PLAYER, joined: { displayName, order: 'o' } };
    const Item = toPlayerItem({ huntId: HUNT_ID, playerId, state, version: 1, score });
    await table.putItem({ TableName: TABLE_NAME, Item });
  }
  const read = leaderboardReader({ table: counted, tableName: TABLE_NAME, clock });
  return {
    clock,
    table,
    read: async (limit: number) => {
      const before = queries;
      const entries = await read(HUNT_ID, limit);
      return { entries, queries: queries - before };
    },
  };
}

function best(standings: readonly Standing[], limit: number) {
  return standings
    .toSorted((a, b) => b.score - a.score || (a.playerId < b.playerId ? -1 : 1))
    .slice(0, limit)
    .map(({ playerId, displayName, score }, index) => ({ rank: index + 1, playerId, displayName, score }));
}

const STATES: readonly (readonly [string, readonly Standing[]])[] = [
  ['nobody has joined', []],
  ['one player has joined', players(1, () => 0)],
  ['all are tied at zero', players(MANY, () => 0)],
  ['all are tied above zero', players(MANY, () => 120)],
  ['all are tied below zero', players(MANY, () => -200_000_000)],
  ['each has a score of their own', players(MANY, (index) => index)],
  ['two scores share the hunt', players(MANY, (index) => index % 2)],
  [
    'scores go from the least to the most that a hunt can give',
    [
      { playerId: 'least', displayName: 'Least', score: -200_000_000 },
      { playerId: 'debt', displayName: 'Debt', score: -1 },
      { playerId: 'zero', displayName: 'Zero', score: 0 },
      { playerId: 'one', displayName: 'One', score: 1 },
      { playerId: 'most', displayName: 'Most', score: 400_000_000 },
    ],
  ],
  [
    'names and ids are as long as they may be',
    players(
      MANY,
      () => 0,
      () => '🦊'.repeat(40),
    ).map((standing) => ({ ...standing, playerId: standing.playerId.padEnd(128, '.') })),
  ],
];

describe('a leaderboard', () => {
  it.each(STATES)('needs at most 16 queries and is exact when %s', async (_state, standings) => {
    for (const limit of [1, 2, 10, 100]) {
      const { read } = await leaderboardOf(standings);
      const { entries, queries } = await read(limit);
      expect(entries).toEqual(best(standings, limit));
      expect(queries).toBeLessThanOrEqual(MOST_QUERIES);
    }
  });

  it('is the same answer for a second, and then is read again', async () => {
    const standings = players(200, (index) => index);
    const { clock, read } = await leaderboardOf(standings);
    const first = await read(50);
    clock.advance(1_000);
    expect(await read(50)).toEqual({ entries: first.entries, queries: 0 });
    expect((await read(10)).entries).toEqual(best(standings, 10));
    clock.advance(1);
    expect((await read(50)).queries).toBeGreaterThan(0);
  });

  it('is read again at once for more entries than before', async () => {
    const standings = players(200, (index) => index);
    const { read } = await leaderboardOf(standings);
    await read(10);
    const { entries, queries } = await read(100);
    expect(entries).toEqual(best(standings, 100));
    expect(queries).toBeGreaterThan(0);
  });
});

describe('a leaderboard whose shards are raised', () => {
  it('shows players of both numbers, each once, and queries the present number of partitions', async () => {
    const clock = new VirtualScheduler(STARTS_AT_MS);
    const { table } = gameTable(clock);
    const players = Array.from({ length: 40 }, (_, index) => `player-${index}`);
    const put = (playerId: string, score: number, shards: number) => {
      const state = { ...NEW_PLAYER, joined: { displayName: playerId, order: 'o' } };
      const Item = toPlayerItem({ huntId: HUNT_ID, playerId, state, version: 1, score }, shards);
      return table.putItem({ TableName: TABLE_NAME, Item });
    };
    for (const [index, playerId] of players.entries()) await put(playerId, index, 8);
    // Half of the players have changed since.
    for (const [index, playerId] of players.slice(20).entries()) await put(playerId, 100 + index, 16);
    let queries = 0;
    const counted: TablePort = {
      ...table,
      query: (input) => {
        queries += 1;
        return table.query(input);
      },
    };
    const read = leaderboardReader({ table: counted, tableName: TABLE_NAME, clock, leaderboardShards: 16 });
    const entries = await read(HUNT_ID, 100);
    expect(queries).toBe(16);
    expect(entries.map(({ playerId }) => playerId).sort()).toEqual([...players].sort());
    expect(entries[0]).toMatchObject({ playerId: 'player-39', score: 119 });
  });
});
