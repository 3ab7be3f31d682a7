import { describe, expect, it } from 'vitest';
import { LiveFeed } from '../../../../local/start/console/live-feed.ts';
import { FeedList } from '../../../../local/start/console/page/feed-list.ts';
import { placeLabels } from '../../../../local/start/console/page/hunt/labels.ts';
import { RateHistory } from '../../../../local/start/console/page/rate-history.ts';

const entry = (...ids: readonly string[]): string =>
  JSON.stringify({ events: ids.map((id) => ({ id, type: 'a.done', playerId: 'ada', data: { huntId: 'yard' } })) });

describe('the live feed', () => {
  it('keeps nothing while nobody looks', () => {
    const feed = new LiveFeed();
    feed.take(entry('one'));
    expect(feed.round()).toEqual({ round: 0, entriesSeen: 0, events: [] });
  });

  it('shows a sample of a round, counts all of it, and stays as it is while nothing comes', () => {
    const feed = new LiveFeed();
    feed.looked = true;
    for (let index = 0; index < 5_000; index += 1) feed.take(entry(`${index}-a`, `${index}-b`, `${index}-c`));
    const round = feed.round();
    expect(round).toMatchObject({ round: 1, entriesSeen: 5_000 });
    expect(round.events.length).toBeLessThan(20);
    expect(round.events[0]).toEqual({ id: '0-a', type: 'a.done', playerId: 'ada', huntId: 'yard' });
    expect(feed.round()).toEqual(round);
  });
});

describe('what the page keeps', () => {
  it('of the feed: the newest events, each once', () => {
    const list = new FeedList();
    const event = (index: number) => ({ id: `e${index}`, type: 'a.done' });
    for (let round = 1; round <= 500; round += 1) {
      list.add({ round, entriesSeen: round, events: [event(2 * round), event(2 * round + 1)] });
    }
    list.add({ round: 500, entriesSeen: 500, events: [event(9_999)] });
    expect(list.events).toHaveLength(200);
    expect(list.events.slice(0, 2).map(({ id }) => id)).toEqual(['e1001', 'e1000']);
  });

  it('of rates: a point a second for ten minutes, without the first, which has no rate yet', () => {
    const history = new RateHistory();
    const figures = (rate: number) => ({ rate, throttles: 0, errors: 0, condition: 'well' as const });
    for (let quarter = 0; quarter < 4 * 1_800; quarter += 1)
      history.add(1e12 + quarter * 250, { api: figures(quarter) });
    const { times = [], rates = [], latencies = [] } = history.of('api') ?? {};
    expect([times.length, rates.length, latencies.length]).toEqual([600, 600, 600]);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(1);
    const short = new RateHistory();
    short.add(1e12, { api: figures(0) });
    expect(short.of('api')).toBeUndefined();
  });
});

describe('names on the map', () => {
  it('never cover each other, and the later ones give way', () => {
    const wanted = Array.from({ length: 40 }, (_, index) => ({
      key: `k${index}`,
      text: `place ${index}`,
      x: 100 + (index % 8) * 30,
      y: 100 + Math.floor(index / 8) * 12,
    }));
    const placed = placeLabels(wanted, 500, 300);
    expect(placed[0]?.key).toBe('k0');
    expect(placed.length).toBeGreaterThan(5);
    expect(placed.length).toBeLessThan(40);
    const boxes = placed.map(({ left, base, text }) => ({
      left,
      right: left + text.length * 7.2,
      top: base - 12,
      bottom: base + 3,
    }));
    for (const [index, one] of boxes.entries()) {
      for (const other of boxes.slice(index + 1)) {
        const covers =
          one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
        expect(covers).toBe(false);
      }
    }
  });
});
