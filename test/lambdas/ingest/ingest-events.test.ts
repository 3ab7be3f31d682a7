import { describe, expect, it } from 'vitest';
import { PING, VALID } from '../../helpers/ingest-cases.ts';
import { id, setUp } from './recorded-ingest.ts';

describe('a request', () => {
  it('is packed by type into few entries, stamped', async () => {
    const { sendEvents, calls } = setUp();
    const pings = Array.from({ length: 20 }, (_, index) => ({ ...PING, id: id(index) }));
    await sendEvents([...pings, { ...VALID, id: id(20) }]);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.map(({ DetailType }) => DetailType)).toEqual(['location.pinged', 'hunt.joined']);
    expect(JSON.parse(calls[0]?.[1]?.Detail ?? '')).toEqual({
      partitionKey: 'ada',
      events: [
        { ...VALID, id: id(20), version: 1, receivedAt: '2026-05-28T20:26:40.000Z', index: 20, playerId: 'ada' },
      ],
    });
  });

  it('treats the same event twice as one, and refuses another event with its id', async () => {
    const { sendEvents, taken } = setUp();
    const same = Object.fromEntries(Object.entries(VALID).reverse());
    const { results } = await sendEvents([VALID, same, { ...VALID, occurredAt: '2026-06-01T10:00:01Z' }]);
    expect(results.map(({ outcome, code }) => code ?? outcome)).toEqual(['accepted', 'accepted', 'id_conflict']);
    expect(taken).toEqual([VALID.id]);
  });

  it('explains an unknown type', async () => {
    const { sendEvents } = setUp();
    const { body } = await sendEvents([{ ...VALID, type: 'hunt.joind' }]);
    expect(body).toContain('did you mean \\"hunt.joined\\"?');
  });

  it('counts its results', async () => {
    const { sendEvents, metrics } = setUp();
    await sendEvents([VALID, { ...PING, data: {} }, { ...VALID, type: 'x' }]);
    expect(metrics.measurements).toEqual([
      { type: 'hunt.joined', counts: { Accepted: 1 } },
      { type: 'location.pinged', counts: { Rejected: 1 } },
      { type: 'unknown', counts: { Rejected: 1 } },
      { type: 'location.pinged', code: 'schema_violation', counts: { Rejected: 1 } },
      { type: 'unknown', code: 'unknown_type', counts: { Rejected: 1 } },
    ]);
  });
});
