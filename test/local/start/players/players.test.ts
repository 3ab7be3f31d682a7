import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { looking, looksOf } from '../../../../catalog/requests.ts';
import type { EventResult } from '../../../../client/events.ts';
import { seededRandom } from '../../../../core/random.ts';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { huntDefinition, parseHunt } from '../../../../local/start/players/hunt.ts';
import type { Look } from '../../../../local/start/players/player.ts';
import { startPlayers } from '../../../../local/start/players/players.ts';
import { distanceMeters, stepTowards } from '../../../../local/start/players/walk.ts';

const FILE = path.resolve(import.meta.dirname, '../../../../local/start/players/edinburgh.json');
const edinburgh = parseHunt(readFileSync(FILE, 'utf8'), 'edinburgh.json');

describe('the hunt file', () => {
  it('contains about a dozen landmarks of Edinburgh, and every treasure is reachable by its clues', () => {
    expect(edinburgh.clues.length).toBeGreaterThanOrEqual(12);
    const clues = new Set(edinburgh.clues.map(({ clueId }) => clueId));
    const castle = { latitude: 55.9486, longitude: -3.1999 };
    for (const { place } of edinburgh.clues) expect(distanceMeters(castle, place)).toBeLessThan(3_000);
    for (const { requiredClues } of edinburgh.treasures)
      expect(requiredClues.every((clue) => clues.has(clue))).toBe(true);
  });

  it('never sends the endpoint the places of its clues', () => {
    expect(JSON.stringify(huntDefinition(edinburgh, 0, 1))).not.toContain('"place"');
  });

  it.each([
    ['{', 'hunt.json: the text'],
    ['{"huntId":"a b"}', 'huntId: got "a b"'],
    ['{"huntId":"a","clues":[]}', 'clues: got []'],
    [
      '{"huntId":"a","clues":[{"clueId":"c","answer":"x","place":{"latitude":95,"longitude":0}}],"treasures":[{}]}',
      'clues[0].place',
    ],
    [
      '{"huntId":"a","clues":[{"clueId":"c","answer":"x","place":{"latitude":5,"longitude":0}}],"treasures":[{}]}',
      'treasures[0].treasureId',
    ],
  ])('%s is refused by the name of the field', (text, message) => {
    expect(() => parseHunt(text, 'hunt.json')).toThrow(message);
  });
});

describe('a walk', () => {
  it('measures true distances', () => {
    // Edinburgh Castle to the Palace of Holyroodhouse, the length of the Royal Mile: about 1.8 km.
    expect(
      distanceMeters({ latitude: 55.9486, longitude: -3.1999 }, { latitude: 55.9527, longitude: -3.1723 }),
    ).toBeCloseTo(1_778, -2);
  });

  it('approaches the goal by the length of a step and ends exactly there', () => {
    const from = { latitude: 55.9486, longitude: -3.1999 };
    const goal = { latitude: 55.9527, longitude: -3.1723 };
    const step = stepTowards(from, goal, 100);
    expect(distanceMeters(from, step)).toBeCloseTo(100, 0);
    expect(stepTowards(step, goal, 1e9)).toBe(goal);
  });
});

/** Three phones, and what they send. */
function phones(retired: readonly string[] = [], looks: readonly Look[] = []) {
  const scheduler = new VirtualScheduler(Date.UTC(2026, 0, 1));
  const hunts: string[] = [];
  const events: { id: string; type: string; data: { displayName?: string } }[] = [];
  const looked: string[] = [];
  const players = startPlayers({
    count: 3,
    retired,
    looks,
    hunt: edinburgh,
    endpoint: 'http://api.invalid',
    apiKey: 'key',
    token: (player, role) => `${role}:${player}`,
    scheduler,
    random: seededRandom(1),
    log: () => undefined,
    fetch: async (url, init) => {
      if (init?.method === 'PUT') {
        expect(new Headers(init.headers).get('authorization')).toBe('Bearer organiser:organiser');
        hunts.push(String(url).split('/').at(-1) ?? '');
        return new Response('{}', { status: 200 });
      }
      if (init?.method === 'GET') {
        looked.push(new URL(String(url)).pathname);
        return new Response('{}', { status: 200 });
      }
      const body: { events: typeof events } = JSON.parse(String(init?.body));
      events.push(...body.events);
      const results: EventResult[] = body.events.map(({ id }, index) => ({ index, id, outcome: 'accepted' }));
      return new Response(JSON.stringify({ results }), { status: 202 });
    },
  });
  return { scheduler, hunts, events, looked, players };
}

/** Plays until a second hunt is set up. */
async function played(retired: readonly string[] = [], looks: readonly Look[] = []) {
  const { scheduler, hunts, events, looked, players } = phones(retired, looks);
  while (hunts.length < 2) await scheduler.advanceAsync(10_000);
  const stopping = players.stop();
  await scheduler.advanceAsync(10_000);
  await stopping;
  return { hunts, events, looked, seconds: (scheduler.now() - Date.UTC(2026, 0, 1)) / 1_000 };
}

describe('the players', () => {
  it('join, ping, solve and claim to the end of a hunt, then start the next', async () => {
    const { hunts, events } = await played();
    expect(hunts.slice(0, 2)).toEqual(['edinburgh', 'edinburgh-2']);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    const count = (type: string) => events.filter((event) => event.type === type).length;
    expect(count('treasure.claimed')).toBeGreaterThanOrEqual(3 * edinburgh.treasures.length);
    expect(count('clue.solved')).toBeGreaterThanOrEqual(3 * edinburgh.clues.length);
    expect(count('location.pinged')).toBeGreaterThan(events.length / 2);
  });

  it('look at hunt, leaderboard and progress as often as the stage configures', async () => {
    const { looked, seconds } = await played([], looksOf(looking({ hunt: 60, leaderboard: 10, progress: 20 })));
    const count = (path: string) =>
      looked.filter((each) => /^\/v1\/hunts\/edinburgh(-2)?/.test(each) && each.endsWith(path)).length;
    const expected = (secondsBetween: number) => (3 * seconds) / secondsBetween;
    for (const [path, every] of [
      ['/leaderboard', 10],
      ['/players/me', 20],
    ] as const) {
      expect(count(path) / expected(every), path).toBeGreaterThan(0.6);
      expect(count(path) / expected(every), path).toBeLessThan(1.3);
    }
    expect(looked.filter((path) => /^\/v1\/hunts\/edinburgh(-2)?$/.test(path)).length).toBeGreaterThan(0);
  });

  it('send no event of a retired type', async () => {
    const { events } = await played(['hint.requested', 'location.pinged']);
    const types = new Set(events.map(({ type }) => type));
    expect([...types].sort()).toEqual(['clue.solved', 'clue.viewed', 'hunt.joined', 'treasure.claimed']);
  });

  it('grow in number at once, and those that are too many leave', async () => {
    const { scheduler, hunts, events, players } = phones();
    await scheduler.advanceAsync(5_000);
    expect([players.count, players.factor, players.playing]).toEqual([3, 1, 3]);
    players.scale(4);
    await scheduler.advanceAsync(5_000);
    const joined = events.filter(({ type }) => type === 'hunt.joined').map(({ data }) => data.displayName);
    expect([players.playing, new Set(joined).size, joined.length]).toEqual([12, 12, 12]);
    players.scale(1);
    await scheduler.advanceAsync(60_000);
    expect(players.playing).toBe(3);
    players.scale(2);
    while (hunts.length < 2) await scheduler.advanceAsync(10_000);
    await scheduler.advanceAsync(2_000);
    expect(players.playing).toBe(6);
    const stopping = players.stop();
    await scheduler.advanceAsync(60_000);
    await stopping;
    expect(players.playing).toBe(0);
  });
});
