import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import type { TablePort } from '../../../../lambdas/shared/ports.ts';
import { huntReader } from '../../../../lambdas/shared/store/hunt-reader.ts';
import { STARTS_AT_MS, storeHunt } from '../../../helpers/game.ts';
import { gameTable, TABLE_NAME } from '../../../helpers/game-table.ts';

const NOW = STARTS_AT_MS + 60_000;

function reader() {
  const clock = new VirtualScheduler(NOW);
  const { table } = gameTable(clock);
  let reads = 0;
  const counted: TablePort = {
    ...table,
    getItem: (input) => {
      reads += 1;
      return table.getItem(input);
    },
  };
  return { clock, table, read: huntReader(counted, TABLE_NAME, clock), reads: () => reads };
}

describe('a hunt that is not there', () => {
  it('is read once a second for events that were received before', async () => {
    const { clock, read, reads } = reader();
    for (let millisecond = 0; millisecond <= 1_000; millisecond += 100) {
      expect(await read('late', NOW - 1)).toBeUndefined();
      clock.advance(100);
    }
    expect(reads()).toBe(1);
    expect(await read('late', NOW - 1)).toBeUndefined();
    expect(reads()).toBe(2);
  });

  it('is read again for an event that was received later, because somebody may have stored it', async () => {
    const { clock, table, read } = reader();
    expect(await read('late', NOW)).toBeUndefined();
    clock.advance(10);
    await storeHunt(table, undefined, 'late');
    expect(await read('late', NOW - 1)).toBeUndefined();
    expect(await read('late', NOW + 10)).toMatchObject({ huntId: 'late' });
    // Once it was found, every read returns it.
    expect(await read('late', NOW - 1)).toMatchObject({ huntId: 'late' });
  });

  it('is read again for a caller who waited for a read that began too early', async () => {
    const { clock, table, read, reads } = reader();
    const early = read('late', NOW - 5);
    clock.advance(10);
    const late = read('late', NOW + 10);
    await storeHunt(table, undefined, 'late');
    expect(await early).toBeUndefined();
    expect(await late).toMatchObject({ huntId: 'late' });
    expect(reads()).toBe(2);
  });

  it('is read each time for a caller who asks now', async () => {
    const { clock, table, read } = reader();
    expect(await read('late')).toBeUndefined();
    clock.advance(1);
    await storeHunt(table, undefined, 'late');
    expect(await read('late')).toMatchObject({ huntId: 'late' });
  });

  it('uses memory for at most a thousand ids, however many are invented', async () => {
    const { read, reads } = reader();
    for (let index = 0; index < 1_100; index += 1) await read(`made-up-${index}`, NOW - 1);
    await read('made-up-1099', NOW - 1);
    expect(reads()).toBe(1_100);
    await read('made-up-0', NOW - 1);
    expect(reads()).toBe(1_101);
  });
});
