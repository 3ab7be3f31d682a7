import { describe, expect, it } from 'vitest';
import type { Attributes } from '../../../../local/aws/services/table/attribute-value.ts';
import type { Table } from '../../../../local/aws/services/table/table.ts';
import { HuntWatch } from '../../../../local/start/console/hunt-watch.ts';

const DEFINITION = JSON.stringify({
  name: 'Around the yard',
  clues: [{ clueId: 'well', points: 10 }],
  treasures: [{ treasureId: 'bucket', points: 50, latitude: 55.95, longitude: -3.19, radiusMeters: 30 }],
});
const hunt = (huntId: string, startsAtMs: number): Attributes => ({
  pk: { S: `HUNT#${huntId}` },
  sk: { S: 'DEFINITION' },
  definition: { S: DEFINITION },
  startsAtMs: { N: String(startsAtMs) },
});
const state = (huntId: string, player: string, score: number): Attributes => ({
  pk: { S: `PLAYER#${huntId}#${player}` },
  sk: { S: 'STATE' },
  displayName: { S: player.toUpperCase() },
  score: { N: String(score) },
  solved: { SS: ['well'] },
});
const position = (huntId: string, player: string): Attributes => ({
  pk: { S: `PLAYER#${huntId}#${player}` },
  sk: { S: 'POSITION' },
  latitude: { N: '55.9500001' },
  longitude: { N: '-3.19' },
});

/** A table whose items the test writes. */
function table(items: Attributes[] = []) {
  let write: (before: Attributes | undefined, after: Attributes | undefined) => void = () => {};
  let scans = 0;
  const partitions = {
    *items() {
      scans += 1;
      for (const attributes of items) yield { attributes };
    },
  };
  const watched = {
    partitions,
    onChange: (observer: typeof write) => {
      write = observer;
    },
  } as unknown as Table;
  return {
    watched: [watched],
    scans: () => scans,
    write: (item: Attributes) => {
      items.push(item);
      write(undefined, item);
    },
  };
}

describe('the hunt that the console shows', () => {
  it('is read from the items once, and then follows each change', () => {
    const { watched, write, scans } = table([hunt('yard', 1_000), state('yard', 'ada', 10)]);
    const watch = new HuntWatch(undefined);
    expect(watch.state(watched)).toMatchObject({ huntId: 'yard', playerCount: 1, leaders: ['ada'] });
    write(position('yard', 'ada'));
    write(state('yard', 'bram', 60));
    write({ pk: { S: 'TREASURE#yard#bucket' }, sk: { S: 'WINNER' }, playerId: { S: 'bram' } });
    expect(watch.state(watched)).toMatchObject({
      leaders: ['bram', 'ada'],
      clues: { well: { points: 10, solved: 2 } },
      treasures: { bucket: { place: [55.95, -3.19], winner: 'bram' } },
      players: { ada: { name: 'ADA', score: 10, solved: 1, place: [55.95, -3.19] }, bram: { score: 60 } },
    });
    expect(scans()).toBe(1);
  });

  it('is the one that began last', () => {
    const { watched } = table([hunt('later', 2_000), hunt('earlier', 1_000)]);
    expect(new HuntWatch(undefined).state(watched)?.huntId).toBe('later');
  });

  it('follows nothing while nobody looks, and reads all again after that', () => {
    const { watched, write, scans } = table([hunt('yard', 1_000)]);
    const watch = new HuntWatch(undefined);
    watch.state(watched);
    watch.lookAway();
    write(state('yard', 'ada', 10));
    expect(watch.state(watched)?.playerCount).toBe(1);
    expect(scans()).toBe(2);
  });

  it('keeps few hunts, however many are played, and places of clues only of the shipped one', () => {
    const { watched, write } = table();
    const place = { latitude: 1, longitude: 2 };
    const watch = new HuntWatch({ huntId: 'yard', clues: [{ clueId: 'well', place }] } as never);
    watch.state(watched);
    for (let round = 1; round <= 50; round += 1) {
      write(hunt(`yard-${round}`, round));
      write(state(`yard-${round}`, 'ada', round));
    }
    expect(watch.state(watched)).toMatchObject({ huntId: 'yard-50', clues: { well: { place: [1, 2] } } });
    write(hunt('other', 99));
    expect(watch.state(watched)?.clues.well).toEqual({ points: 10, solved: 0 });
  });
});
