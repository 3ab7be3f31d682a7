import { describe, expect, it } from 'vitest';
import { applyGroups, type HuntEvent } from '../../../../lambdas/shared/batch/apply-by-player.ts';
import { openHunt } from '../../../../lambdas/shared/game/hunt.ts';
import { HUNT, HUNT_ID, stamped } from '../../../helpers/game.ts';

const hunt = openHunt(HUNT_ID, HUNT);
const readHunt = async (huntId: string) => (huntId === HUNT_ID ? hunt : undefined);
const of = (playerId: string) => stamped('hunt.joined', { displayName: 'x' }, { playerId });
const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });

const CHANGE = { began: [], settled: ['clue.solved'] };

describe('the events of a batch', () => {
  it('are applied together for each player', async () => {
    const calls: [string, number][] = [];
    const apply = applyGroups(readHunt, async ({ playerId }, events: readonly HuntEvent[]) => {
      calls.push([playerId, events.length]);
      return { outcomes: events.map(() => ({ kind: 'applied' as const })), waiting: CHANGE };
    });
    const { results, waiting } = await apply([of('a'), of('b'), of('a')], () => true);
    expect(calls).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(results.map(({ kind }) => kind)).toEqual(['applied', 'applied', 'applied']);
    expect(waiting).toEqual([CHANGE, CHANGE]);
  });

  it('fail for the player whose table write failed, and are not started behind it', async () => {
    const started: string[] = [];
    const apply = applyGroups(readHunt, async ({ playerId }, events: readonly HuntEvent[]) => {
      started.push(playerId);
      if (playerId === 'p0') throw throttled;
      return { outcomes: events.map(() => ({ kind: 'applied' as const })) };
    });
    const { results } = await apply(
      Array.from({ length: 60 }, (_, index) => of(`p${index}`)),
      () => true,
    );
    expect(results[0]).toEqual({ kind: 'retry', errorName: 'ThrottlingException' });
    expect(results.at(-1)).toEqual({ kind: 'retry', errorName: 'NotStarted' });
    expect(started.length).toBeLessThan(60);
  });

  it('are handed back unprocessed when time runs out', async () => {
    let left = 2;
    const apply = applyGroups(readHunt, async (_player, events: readonly HuntEvent[]) => {
      left -= 1;
      return { outcomes: events.map(() => ({ kind: 'applied' as const })) };
    });
    const events = Array.from({ length: 40 }, (_, index) => of(`p${index}`));
    const { results } = await apply(events, () => left > 0);
    const firstLeft = results.findIndex(({ kind }) => kind === 'retry');
    expect(firstLeft).toBeGreaterThan(0);
    expect(results[firstLeft]).toEqual({ kind: 'retry', errorName: 'OutOfTime' });
    expect(results.every((result) => result !== undefined)).toBe(true);
  });

  it('are permanent errors if nobody stored their hunt', async () => {
    const apply = applyGroups(readHunt, async () => ({ outcomes: [] }));
    const event = of('a');
    const { results } = await apply([{ ...event, data: { ...event.data, huntId: 'nowhere' } }], () => true);
    expect(results[0]).toMatchObject({ kind: 'permanent', code: 'unknown_hunt' });
  });
});
