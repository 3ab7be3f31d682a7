import { describe, expect, it } from 'vitest';
import { Ledger } from '../../../local/runtime/account/ledger.ts';

const ID = 'event-0000000000000001';

function ledgerWith(...ids: readonly string[]) {
  const ledger = new Ledger(['thing.done']);
  for (const id of ids) {
    ledger.published(id, 'thing.done');
    ledger.accepted(id, 'thing.done');
  }
  const shown = () =>
    Object.fromEntries(Object.entries(ledger.counts()['thing.done'] ?? {}).filter(([, count]) => count !== 0));
  return { ledger, shown };
}

describe('the account of an event', () => {
  it('follows it from acceptance to its effect', () => {
    const { ledger, shown } = ledgerWith(ID);
    expect(shown()).toEqual({ accepted: 1, published: 1, inFlight: 1 });
    ledger.delivered(ledger.tagOf([ID]));
    ledger.processed(ledger.tagOf([ID]));
    expect(shown()).toEqual({ accepted: 1, published: 1, delivered: 1, processed: 1 });
    expect(ledger.inFlight).toBe(0);
  });

  it('is the same where it is processed before ingest has answered', () => {
    const ledger = new Ledger(['thing.done']);
    ledger.published(ID, 'thing.done');
    ledger.processed(ledger.tagOf([ID]));
    expect(ledger.counts()['thing.done']).toMatchObject({ accepted: 0, processed: 0, inFlight: 0, unconfirmed: 1 });
    ledger.accepted(ID, 'thing.done');
    expect(ledger.counts()['thing.done']).toMatchObject({ accepted: 1, processed: 1, inFlight: 0, unconfirmed: 0 });
  });

  it('counts an id once, however often it comes, and says that it was repeated', () => {
    const { ledger, shown } = ledgerWith(ID, ID);
    ledger.processed(ledger.tagOf([ID]));
    ledger.processed(ledger.tagOf([ID]));
    ledger.processed(ledger.tagOf([ID]));
    expect(shown()).toEqual({ accepted: 1, published: 1, processed: 1, duplicates: 1 });
  });

  it('lets a later fate overrule an earlier one', () => {
    const { ledger, shown } = ledgerWith(ID);
    ledger.ended(ledger.tagOf([ID]), 'deadLettered');
    expect(shown()).toEqual({ accepted: 1, published: 1, deadLettered: 1 });
    ledger.processed(ledger.tagOf([ID]));
    expect(shown()).toEqual({ accepted: 1, published: 1, processed: 1 });
    ledger.ended(ledger.tagOf([ID]), 'deadLettered');
    expect(shown()).toEqual({ accepted: 1, published: 1, processed: 1 });
  });

  it('keeps an event quarantined although its invocation succeeds, until it is processed again', () => {
    const { ledger, shown } = ledgerWith(ID);
    ledger.quarantined(ID);
    ledger.processed(ledger.tagOf([ID]));
    expect(shown()).toEqual({ accepted: 1, published: 1, quarantined: 1 });
    ledger.processed(ledger.tagOf([ID]));
    expect(shown()).toEqual({ accepted: 1, published: 1, processed: 1 });
  });

  it('forgets a refusal once the event is accepted, and a refusal of an accepted event', () => {
    const { ledger, shown } = ledgerWith();
    ledger.refused(ID, 'thing.done', 'throttled');
    expect(shown()).toEqual({ throttled: 1 });
    ledger.published(ID, 'thing.done');
    ledger.accepted(ID, 'thing.done');
    ledger.refused(ID, 'thing.done', 'rejected');
    expect(shown()).toEqual({ accepted: 1, published: 1, inFlight: 1 });
  });

  it('counts a type that the catalog lacks as unknown', () => {
    const { ledger } = ledgerWith();
    ledger.refused(ID, 'nope', 'rejected');
    expect(ledger.counts().unknown).toMatchObject({ rejected: 1 });
  });

  it('keeps its counts, and what is in flight, when it forgets old ids', () => {
    const ledger = new Ledger(['thing.done'], 1_000);
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
  });
});
