import { describe, expect, it } from 'vitest';
import { MemoryBudget } from '../../../../local/aws/services/memory/memory-budget.ts';
import { EventCounts } from '../../../../local/start/ledger/event-counts.ts';

const ID = 'event-0000000000000001';

function ledgerWith(...ids: readonly string[]) {
  const ledger = new EventCounts(['thing.done']);
  for (const id of ids) {
    ledger.published(id, 'thing.done');
    ledger.accepted(id, 'thing.done');
  }
  const shown = () =>
    Object.fromEntries(Object.entries(ledger.counts()['thing.done'] ?? {}).filter(([, count]) => count !== 0));
  return { ledger, shown };
}

describe('the ledger entry of an event', () => {
  it('follows it from acceptance to its effect', () => {
    const { ledger, shown } = ledgerWith(ID);
    expect(shown()).toEqual({ accepted: 1, published: 1, inFlight: 1 });
    ledger.delivered(ledger.tagOf([ID]));
    ledger.processed(ledger.tagOf([ID]));
    expect(shown()).toEqual({ accepted: 1, published: 1, delivered: 1, processed: 1 });
    expect(ledger.inFlight).toBe(0);
  });

  it('is the same if it is processed before ingest has answered', () => {
    const ledger = new EventCounts(['thing.done']);
    ledger.published(ID, 'thing.done');
    ledger.processed(ledger.tagOf([ID]));
    expect(ledger.counts()['thing.done']).toMatchObject({ accepted: 0, processed: 0, inFlight: 0, unconfirmed: 1 });
    ledger.accepted(ID, 'thing.done');
    expect(ledger.counts()['thing.done']).toMatchObject({ accepted: 1, processed: 1, inFlight: 0, unconfirmed: 0 });
  });

  it('counts an id once, however often it arrives, and counts it as repeated', () => {
    const { ledger, shown } = ledgerWith(ID, ID);
    ledger.processed(ledger.tagOf([ID]));
    ledger.processed(ledger.tagOf([ID]));
    ledger.processed(ledger.tagOf([ID]));
    expect(shown()).toEqual({ accepted: 1, published: 1, processed: 1, duplicates: 1 });
  });

  it('replaces an earlier fate by a later one', () => {
    const { ledger, shown } = ledgerWith(ID);
    ledger.ended(ledger.tagOf([ID]), 'deadLettered', 'RecordAgeExceeded');
    expect(shown()).toEqual({ accepted: 1, published: 1, deadLettered: 1 });
    ledger.processed(ledger.tagOf([ID]));
    expect(shown()).toEqual({ accepted: 1, published: 1, processed: 1 });
    ledger.ended(ledger.tagOf([ID]), 'deadLettered', 'RecordAgeExceeded');
    expect(shown()).toEqual({ accepted: 1, published: 1, processed: 1 });
  });

  it('reports why events were not processed, with the same sums as the counts', () => {
    const ids = ['a', 'b', 'c'];
    const { ledger, shown } = ledgerWith(...ids);
    ledger.ended(ledger.tagOf(['a', 'b']), 'quarantined', 'unknown_hunt');
    ledger.ended(ledger.tagOf(['c']), 'quarantined', 'schema_violation');
    ledger.ended(ledger.tagOf(['b']), 'deadLettered', 'RecordAgeExceeded');
    const end = { type: 'thing.done', events: 1 };
    expect(ledger.ends()).toEqual([
      { ...end, fate: 'quarantined', reason: 'unknown_hunt' },
      { ...end, fate: 'quarantined', reason: 'schema_violation' },
      { ...end, fate: 'deadLettered', reason: 'RecordAgeExceeded' },
    ]);
    ledger.processed(ledger.tagOf(ids));
    expect(ledger.ends()).toEqual([]);
    expect(shown()).toEqual({ accepted: 3, published: 3, processed: 3 });
  });

  it('counts the reasons above the limit together', () => {
    const ids = Array.from({ length: 300 }, (_, index) => `event-${index}`);
    const { ledger } = ledgerWith(...ids);
    for (const id of ids) ledger.ended(ledger.tagOf([id]), 'quarantined', `reason of ${id}`);
    expect(ledger.ends()[0]).toEqual({ type: 'thing.done', fate: 'quarantined', reason: 'other', events: 46 });
    expect(ledger.ends().reduce((sum, { events }) => sum + events, 0)).toBe(300);
  });

  it('counts an event as pending while any effect of it waits', () => {
    const { ledger, shown } = ledgerWith(ID);
    ledger.waiting(ID, 1);
    ledger.waiting(ID, 1);
    ledger.waiting(ID, -1);
    expect(shown()).toMatchObject({ pending: 1 });
    ledger.waiting(ID, -1);
    expect(shown()).not.toHaveProperty('pending');
  });

  it('drops a refusal once the event is accepted, and ignores a refusal of an accepted event', () => {
    const { ledger, shown } = ledgerWith();
    ledger.refused(ID, 'thing.done', 'throttled');
    expect(shown()).toEqual({ throttled: 1 });
    ledger.published(ID, 'thing.done');
    ledger.accepted(ID, 'thing.done');
    ledger.refused(ID, 'thing.done', 'rejected');
    expect(shown()).toEqual({ accepted: 1, published: 1, inFlight: 1 });
  });

  it('counts an event under its published type, not under that of an earlier refusal', () => {
    const { ledger, shown } = ledgerWith();
    ledger.refused(ID, 'thing.don', 'rejected');
    ledger.published(ID, 'thing.done');
    ledger.accepted(ID, 'thing.done');
    expect(shown()).toEqual({ accepted: 1, published: 1, inFlight: 1 });
    expect(ledger.counts().unknown).toMatchObject({ accepted: 0, rejected: 0 });
  });

  it('counts a type that the catalog lacks as unknown', () => {
    const { ledger } = ledgerWith();
    ledger.refused(ID, 'nope', 'rejected');
    expect(ledger.counts().unknown).toMatchObject({ rejected: 1 });
  });

  it('keeps its counts, and the events in flight, when it forgets old ids', () => {
    const memory = new MemoryBudget(1_000);
    const ledger = new EventCounts(['thing.done'], memory, 1 << 10);
    ledger.published(ID, 'thing.done');
    ledger.accepted(ID, 'thing.done');
    for (let index = 0; index < 10_000; index += 1) {
      const id = `other-${index}`;
      ledger.published(id, 'thing.done');
      ledger.accepted(id, 'thing.done');
      ledger.processed(ledger.tagOf([id]));
    }
    expect(ledger.counts()['thing.done']).toMatchObject({ accepted: 10_001, processed: 10_000, inFlight: 1 });
    ledger.processed(ledger.tagOf([ID]));
    expect(ledger.counts()['thing.done']).toMatchObject({ processed: 10_001, inFlight: 0 });
    expect(memory.figures().history['event ids']?.letGo).toBeGreaterThan(8_000);
  });
});
