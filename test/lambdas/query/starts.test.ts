import { expect, it } from 'vitest';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import { readStarts } from '../../../lambdas/governor/starts.ts';
import { putHunt } from '../../../lambdas/query/put-hunt.ts';
import { HUNT, HUNT_ID, STARTS_AT_MS } from '../../helpers/game.ts';
import { gameTable, TABLE_NAME } from '../../helpers/game-table.ts';

const HOUR = 3_600_000;

it('A hunt’s start is listed with it, moves with it, is not moved by a refused change, and is forgotten after it', async () => {
  const clock = new VirtualScheduler(STARTS_AT_MS - 2 * HOUR);
  const ports = { ...gameTable(clock), tableName: TABLE_NAME, clock };
  const starts = (at = clock.now()) => readStarts(ports, at);
  expect(await starts()).toEqual([]);
  await putHunt(HUNT_ID, HUNT, ports);
  expect(await starts()).toEqual([STARTS_AT_MS]);
  const later = STARTS_AT_MS + HOUR;
  const moved = { ...HUNT, startsAt: new Date(later).toISOString() };
  await putHunt(HUNT_ID, moved, ports);
  expect(await starts()).toEqual([later]);
  const tooSoon = { ...HUNT, startsAt: new Date(clock.now()).toISOString() };
  await expect(putHunt(HUNT_ID, tooSoon, ports)).rejects.toThrow('a change must start the hunt more than');
  expect(await starts()).toEqual([later]);
  expect(await starts(later + 3 * HOUR)).toEqual([]);
});
