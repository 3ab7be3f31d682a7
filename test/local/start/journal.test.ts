import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import { MemoryBudget } from '../../../local/aws/services/memory/memory-budget.ts';
import { EventJournal } from '../../../local/start/journal/event-journal.ts';

const T0 = Date.parse('2026-06-01T10:00:00Z');
const id = (n: number): string => `event-${String(n).padStart(10, '0')}`;

function entry(ids: readonly string[], pad = '') {
  const events = ids.map((each) => ({ id: each, receivedAt: '2026-06-01T10:00:00.000Z', data: { pad } }));
  const detail = { partitionKey: 'ada', events };
  const detailText = JSON.stringify(detail);
  return { source: 's', detailType: 't', detailText, detail, resources: [], eventBusName: 'b', time: undefined };
}

function journalOf(bytes: number) {
  const clock = new VirtualScheduler(T0 + 10);
  const journal = new EventJournal(clock, new MemoryBudget(bytes).share('journal', 1));
  return { clock, journal };
}

describe('The journal of events', () => {
  it('has each hop of an event with its time, its payload, and what functions logged of it', () => {
    const { clock, journal } = journalOf(1e6);
    const tag = {};
    journal.published(entry([id(1), id(2)]), tag);
    clock.advance(5);
    journal.hop(tag, { where: 'stream', what: 'delivered', entryId: 'e-1' });
    clock.advance(20);
    journal.wrote(
      'handler',
      `not JSON\n{"message":"batch processed","requestId":"r-9","events":"e-1 applied - ${id(2)};e-1 no_effect hunt_over ${id(1)}"}\n`,
    );
    expect(journal.journeyOf(id(1))).toEqual({
      since: T0 + 10,
      event: { id: id(1), receivedAt: '2026-06-01T10:00:00.000Z', data: { pad: '' } },
      hops: [
        { at: T0, where: 'ingest', what: 'received' },
        { at: T0 + 10, where: 'bus', what: 'published' },
        { at: T0 + 15, where: 'stream', what: 'delivered', entryId: 'e-1' },
        { at: T0 + 35, where: 'handler', what: 'no_effect', detail: 'hunt_over', requestId: 'r-9', entryId: 'e-1' },
      ],
    });
  });

  it('finds the newest texts that have all parts, the newest first, and tells a listener of each entry', () => {
    const { journal } = journalOf(1e6);
    const heard: string[] = [];
    journal.published(entry([id(1)], 'red'), {});
    journal.listener = (text) => heard.push(text);
    journal.published(entry([id(2)], 'red'), {});
    journal.published(entry([id(3)], 'blue'), {});
    journal.wrote('handler', `{"events":"- applied - ${id(2)}","pad":"red"}`);
    const ids = (texts: readonly string[]) => texts.map((text) => JSON.parse(text).events[0].id);
    expect(ids(journal.textsWith(['"pad":"red"'], 9))).toEqual([id(2), id(1)]);
    expect(ids(journal.textsWith(['"pad":"red"'], 1))).toEqual([id(2)]);
    expect(journal.textsWith(['"pad":"red"', id(3)], 9)).toEqual([]);
    expect(ids(heard)).toEqual([id(2), id(3)]);
  });

  it('knows nothing of an id that is only a part of another', () => {
    const { journal } = journalOf(1e6);
    journal.published(entry([`${id(1)}-and-more`]), {});
    journal.wrote('handler', `{"events":"- applied - ${id(1)}-and-more"}`);
    expect(journal.journeyOf(id(1)).hops).toEqual([]);
  });

  it('drops the oldest above its budget, and says since when it is complete', () => {
    const { clock, journal } = journalOf(64 * 1_024);
    for (let n = 0; n < 200; n += 1) {
      journal.published(entry([id(n)], 'x'.repeat(1_000)), {});
      clock.advance(1_000);
    }
    const { since = 0 } = journal.journeyOf('none');
    expect(since).toBeGreaterThan(T0 + 100_000);
    const oldest = (since - T0 - 10) / 1_000;
    expect(journal.journeyOf(id(oldest - 1)).hops).toEqual([]);
    expect(journal.journeyOf(id(oldest)).hops).toHaveLength(2);
    expect(journal.journeyOf(id(199)).hops).toHaveLength(2);
  });

  it('keeps the first hops and the last of an event that is retried without end, in bounded memory', () => {
    const { clock, journal } = journalOf(64 * 1_024);
    const tag = {};
    journal.published(entry([id(1)]), tag);
    for (let n = 0; n < 10_000; n += 1) {
      clock.advance(1_000);
      journal.hop(tag, { where: 'mapping', what: 'handed to the handler' });
    }
    const { hops } = journal.journeyOf(id(1));
    expect(hops.length).toBeLessThan(110);
    expect(hops[1]).toMatchObject({ what: 'published' });
    expect(hops.at(-1)).toMatchObject({ at: T0 + 10 + 10_000_000 });
  });

  it('has a refused event as the client sent it, with its result, and nothing of accepted ones beside it', () => {
    const { journal } = journalOf(1e6);
    const body = (...ids: string[]) => JSON.stringify({ events: ids.map((each) => ({ id: each, type: 'no.such' })) });
    journal.refused(body(id(1)), 429, '{"message":"Too Many Requests"}');
    const results = [
      { index: 0, id: id(2), outcome: 'accepted' },
      { index: 1, id: id(3), outcome: 'shed', code: 'bus_throttled' },
    ];
    journal.refused(body(id(2), id(3)), 202, JSON.stringify({ results }));
    journal.refused('no JSON', 400, '{}');
    expect(journal.journeyOf(id(1))).toMatchObject({
      event: { type: 'no.such' },
      hops: [{ where: 'api', what: 'not accepted', detail: 'the request was answered 429' }],
    });
    expect(journal.journeyOf(id(2)).hops).toEqual([]);
    expect(journal.journeyOf(id(3))).toMatchObject({ hops: [{ where: 'api', what: 'shed', detail: 'bus_throttled' }] });
  });
});
