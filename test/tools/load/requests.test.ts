import { describe, expect, it } from 'vitest';
import { catalog as shippedCatalog } from '../../../catalog/index.ts';
import { seededRandom } from '../../../core/random.ts';
import { parseBatch, RequestSizes } from '../../../tools/shared/load/batch.ts';
import { huntNamed, loadHunt } from '../../../tools/shared/load/create-hunt.ts';
import { EventBodies } from '../../../tools/shared/load/event-bodies.ts';
import { Fleet } from '../../../tools/shared/load/fleet.ts';
import { mixOf } from '../../../tools/shared/load/mix.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';

const templates = shippedCatalog.map(({ type, example, traffic }) => ({ type, example, meanBytes: traffic.meanBytes }));
const hunt = loadHunt(huntNamed('load-test'));

function drawn(batch: string, requests = 20_000): { readonly events: Map<string, number>; readonly sizes: number[] } {
  const sizes = new RequestSizes(mixOf(catalog), parseBatch(batch), seededRandom(3));
  const events = new Map<string, number>();
  const lengths = Array.from({ length: requests }, () => {
    const types = sizes.next();
    for (const type of types) events.set(type, (events.get(type) ?? 0) + 1);
    return types.length;
  });
  return { events, sizes: lengths };
}

describe('the mix', () => {
  it.each(['catalog', '1-40', '100'])('has the catalog’s shares in requests of size %s', (batch) => {
    const { events, sizes } = drawn(batch);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    for (const { type, share } of mixOf(catalog)) {
      expect((events.get(type) ?? 0) / total, type).toBeCloseTo(share, 1);
    }
    const { meanEvents } = new RequestSizes(mixOf(catalog), parseBatch(batch), seededRandom(1));
    expect(total / sizes.length / meanEvents).toBeCloseTo(1, 1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
  });

  it('of the catalog makes as many requests as the plan counts with', () => {
    const { meanEvents } = new RequestSizes(mixOf(catalog), { kind: 'catalog' }, seededRandom(1));
    const events = catalog.reduce((sum, { traffic }) => sum + traffic.peakEventsPerSecond, 0);
    const requests = catalog.reduce(
      (sum, { traffic }) => sum + traffic.peakEventsPerSecond / traffic.meanEventsPerRequest,
      0,
    );
    // The cut at 100 events a request reduces the mean a little.
    expect(meanEvents).toBeGreaterThan((events / requests) * 0.99);
    expect(meanEvents).toBeLessThanOrEqual(events / requests);
  });

  it('can be set, and reports an unknown type', () => {
    expect(mixOf(catalog, 'location.pinged=3, clue.viewed=1').map(({ share }) => share)).toEqual([0.75, 0.25]);
    expect(() => mixOf(catalog, 'location.ping=3')).toThrow('Did you mean "location.pinged"?');
    expect(() => mixOf(catalog, 'location.pinged=lots')).toThrow('allowed: a weight');
    expect(() => mixOf(catalog, 'location.pinged=0')).toThrow('at least one weight above 0');
    expect(() => parseBatch('0')).toThrow('--batch');
    expect(() => parseBatch('30-20')).toThrow('--batch');
  });
});

describe('EventBodies', () => {
  it('makes events that ingest accepts, each with an id of its own, as near to the catalog’s size as ids allow', () => {
    const bodies = new EventBodies(templates, hunt, 'abcdefghij', seededRandom(5));
    const seen = new Set<string>();
    for (const { type, traffic, example, validateSubmitted } of shippedCatalog) {
      const bare = { id: '', type, occurredAt: '2026-11-23T07:00:00.000Z', data: example };
      const bareBytes = Buffer.byteLength(JSON.stringify(bare));
      let bytes = 0;
      for (let request = 0; request < 20; request += 1) {
        const { text, ids } = bodies.next(new Array<string>(50).fill(type), '2026-11-23T07:00:00.000Z');
        const { events } = JSON.parse(text) as { readonly events: readonly { readonly id: string }[] };
        expect(events.map(({ id }) => id)).toEqual(ids);
        for (const event of events) expect(validateSubmitted(event)).toBeUndefined();
        for (const id of ids) seen.add(id);
        bytes += text.length;
      }
      const mean = bytes / 1_000;
      // An id has 22 to 64 characters; data is as long as in the example.
      const reachable = Math.min(Math.max(traffic.meanBytes, bareBytes + 22), bareBytes + 64);
      expect(mean, type).toBeGreaterThan(reachable * 0.7);
      expect(mean, type).toBeLessThan(reachable * 1.3);
    }
    expect(seen.size).toBe(shippedCatalog.length * 1_000);
  });

  it('sends an unknown type with its example unchanged', () => {
    const template = { type: 'thing.done', example: { colour: 'red' }, meanBytes: 200 };
    const { text } = new EventBodies([template], hunt, 'abcdefghij', seededRandom(5)).next(['thing.done'], 'now');
    expect(JSON.parse(text).events[0]).toMatchObject({ type: 'thing.done', data: { colour: 'red' } });
  });
});

describe('Fleet', () => {
  const phones = ['a', 'b', 'c', 'd'].map((token) => ({ token, apiKey: 'key' }));

  it('lets each phone send once a round', () => {
    const fleet = new Fleet(phones, 0, seededRandom(1));
    for (let round = 0; round < 10; round += 1) {
      expect(new Set(phones.map(() => fleet.next().token)).size).toBe(4);
    }
  });

  it('lets the hottest one send its larger share', () => {
    const fleet = new Fleet(phones, 0.5, seededRandom(1));
    const sent = Array.from({ length: 10_000 }, () => fleet.next().token).filter((token) => token === 'a').length;
    // Half of all requests, and a quarter of the other half.
    expect(sent / 10_000).toBeCloseTo(0.625, 1);
  });
});
