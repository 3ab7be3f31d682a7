import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { normalizeAnswer } from '../../../../lambdas/shared/game/answer.ts';
import { distanceMeters } from '../../../../lambdas/shared/game/distance.ts';
import { openHunt } from '../../../../lambdas/shared/game/hunt.ts';
import { NEW_PLAYER } from '../../../../lambdas/shared/game/player-state.ts';
import { scoreOf } from '../../../../lambdas/shared/game/score.ts';
import type { TablePort } from '../../../../lambdas/shared/ports.ts';
import { huntReader } from '../../../../lambdas/shared/store/hunt-reader.ts';
import { HUNT, HUNT_ID, STARTS_AT_MS, storeHunt } from '../../../helpers/game.ts';
import { gameTable, TABLE_NAME } from '../../../helpers/game-table.ts';

describe('an answer', () => {
  it.each([
    ['One  o’clock', ' one\tO’CLOCK '],
    ['Straße', 'STRASSE'],
    ['STRAẞE', 'strasse'],
    ['ﬁre', 'FIRE'],
    ['é', 'e\u0301'],
    ['ΟΔΟΣ', 'οδος'],
    ['１２', '12'],
  ])('"%s" is normalized to "%s"', (one, other) => {
    expect(normalizeAnswer(one)).toBe(normalizeAnswer(other));
  });

  it('does not change when it is normalized again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(normalizeAnswer(normalizeAnswer(text))).toBe(normalizeAnswer(text));
      }),
    );
  });

  it('differs from another answer', () => {
    expect(normalizeAnswer('north bridge')).not.toBe(normalizeAnswer('northbridge'));
  });
});

describe('a distance', () => {
  it('from the Castle to Holyrood is 1.75 km', () => {
    const castle = { latitude: 55.9486, longitude: -3.1999 };
    const holyrood = { latitude: 55.9527, longitude: -3.1725 };
    expect(distanceMeters(castle, holyrood)).toBeCloseTo(1_767, -1);
  });

  it('is short across the date line, and half the Earth between the poles', () => {
    expect(distanceMeters({ latitude: 0, longitude: 180 }, { latitude: 0, longitude: -180 })).toBeLessThan(0.001);
    expect(distanceMeters({ latitude: 90, longitude: 0 }, { latitude: -90, longitude: 50 })).toBeCloseTo(
      20_015_115,
      -1,
    );
  });
});

describe('a score', () => {
  const hunt = openHunt(HUNT_ID, HUNT);

  it('is treasures won and clues solved less hints, and may be negative', () => {
    const hints = new Set(['castle', 'bridge']);
    expect(scoreOf({ ...NEW_PLAYER, hints }, hunt)).toBe(-10);
    const claims = new Map([
      ['gold', { outcome: 'won' as const, order: '' }],
      ['silver', { outcome: 'lost' as const, order: '' }],
    ]);
    expect(scoreOf({ ...NEW_PLAYER, hints, claims, solved: new Set(['bridge']) }, hunt)).toBe(110);
  });
});

describe('a hunt that is kept in memory', () => {
  function reader(nowMs: number) {
    const clock = new VirtualScheduler(nowMs);
    const { table } = gameTable(clock);
    let reads = 0;
    const counted: TablePort = { ...table, getItem: (input) => table.getItem(input).finally(() => (reads += 1)) };
    return { clock, table, read: huntReader(counted, TABLE_NAME, clock), reads: () => reads };
  }

  it('is read once and for good after its start', async () => {
    const { clock, table, read, reads } = reader(STARTS_AT_MS);
    await storeHunt(table);
    await Promise.all([read(HUNT_ID), read(HUNT_ID)]);
    clock.advance(365 * 86_400_000);
    await read(HUNT_ID);
    expect(reads()).toBe(1);
  });

  it('is read again, sooner than it can start, while it may change', async () => {
    const { clock, table, read } = reader(STARTS_AT_MS - 60_000);
    await storeHunt(table);
    expect((await read(HUNT_ID))?.definition.name).toBe('Edinburgh');
    await storeHunt(table, { ...HUNT, name: 'Changed' });
    clock.advance(3_999);
    expect((await read(HUNT_ID))?.definition.name).toBe('Edinburgh');
    clock.advance(1);
    expect((await read(HUNT_ID))?.definition.name).toBe('Changed');
  });

  it('is not remembered as missing', async () => {
    const { table, read } = reader(STARTS_AT_MS);
    expect(await read(HUNT_ID)).toBeUndefined();
    await storeHunt(table);
    expect(await read(HUNT_ID)).toBeDefined();
  });
});
