import { describe, expect, it } from 'vitest';
import { ledgerFor } from '../../../tools/load/ledger.ts';
import { NO_COUNTS, type PipelineCounts } from '../../../tools/load/pipeline.ts';
import type { LoadReport } from '../../../tools/shared/load/load-report.ts';
import { readAnswer } from '../../../tools/shared/load/read-answer.ts';

type Sent = Pick<LoadReport, 'events' | 'byType' | 'contradictions'>;

function sent(counts: Partial<Sent['events']> = {}): Sent {
  const events = {
    offered: 1_000,
    unsent: 0,
    sent: 1_000,
    accepted: 1_000,
    rejected: 0,
    throttled: 0,
    shed: 0,
    unanswered: 0,
    ...counts,
  };
  return { events, byType: { a: events }, contradictions: {} };
}
const pipeline = (counts: Partial<PipelineCounts>): Readonly<Record<string, PipelineCounts>> => ({
  a: { ...NO_COUNTS, accepted: 1_000, processed: 1_000, ...counts },
});

describe('ledgerFor', () => {
  it('finds no fault if every event has its place', () => {
    expect(ledgerFor(sent(), pipeline({}))).toMatchObject({ unaccounted: 0, contradictions: [] });
    const ended = pipeline({ processed: 900, quarantined: 40, deadLettered: 35, unrouted: 25 });
    expect(ledgerFor(sent(), ended)).toMatchObject({ unaccounted: 0, contradictions: [] });
    const refused = sent({ accepted: 600, rejected: 100, throttled: 200, shed: 50, unanswered: 50 });
    expect(ledgerFor(refused, pipeline({ accepted: 620, processed: 620 }))).toMatchObject({
      unaccounted: 0,
      contradictions: [],
    });
  });

  it('finds one lost event in a thousand', () => {
    expect(ledgerFor(sent(), pipeline({ processed: 999 })).unaccounted).toBe(1);
  });

  it('finds one that the pipeline says it never accepted', () => {
    const ledger = ledgerFor(sent(), pipeline({ accepted: 999, processed: 999 }));
    expect(ledger.unaccounted).toBe(1);
    expect(ledger.contradictions).toEqual(['a: 1000 answered as accepted, but the pipeline counted 999']);
  });

  it('finds one that was accepted without an answer and then lost', () => {
    const ledger = ledgerFor(sent({ accepted: 990, unanswered: 10 }), pipeline({ accepted: 995, processed: 994 }));
    expect(ledger.unaccounted).toBe(1);
  });

  it("does not let one type's surplus hide another's loss", () => {
    const counted = { ...pipeline({ processed: 999 }), b: { ...NO_COUNTS, processed: 1 } };
    expect(ledgerFor(sent(), counted)).toMatchObject({
      unaccounted: 1,
      contradictions: ['b: the pipeline counted 1 processed or kept, but only 0 accepted'],
    });
  });

  it('notices that someone else is sending', () => {
    expect(ledgerFor(sent(), pipeline({ accepted: 1_200, processed: 1_200 })).contradictions).toEqual([
      'a: the pipeline accepted 1200, but only 1000 can come from this run: someone else is sending too',
    ]);
  });

  it('notices a generator that forgets what it sent', () => {
    expect(ledgerFor(sent({ accepted: 999 }), pipeline({ accepted: 999, processed: 999 }))).toMatchObject({
      unaccounted: 1,
      contradictions: ['1000 events sent, but 999 have an outcome'],
    });
  });

  it('reports unknown counts if the pipeline was not asked', () => {
    expect(ledgerFor(sent(), null)).toMatchObject({ pipeline: null, unaccounted: null });
  });
});

describe('readAnswer', () => {
  const ids = ['one', 'two', 'three'];
  const answer = (results: unknown, status = 202) => readAnswer(ids, { status, body: JSON.stringify({ results }) });
  const accepted = ids.map((id, index) => ({ index, id, outcome: 'accepted' }));

  it('reads the outcome of each event, whatever the status', () => {
    const mixed = [accepted[0], { index: 1, id: 'two', outcome: 'shed', code: 'bus_throttled' }, accepted[2]];
    const read = answer(mixed, 503);
    expect(read.events.map(({ outcome }) => outcome)).toEqual(['accepted', 'shed', 'accepted']);
    expect(read.contradiction).toBeUndefined();
  });

  it.each([
    ['an answer for fewer events', accepted.slice(0, 2), '2 results for 3 events'],
    [
      'an answer for more events',
      [...accepted, { index: 3, id: 'four', outcome: 'accepted' }],
      '4 results for 3 events',
    ],
    ['an event named twice', [accepted[0], accepted[1], accepted[1]], 'two results for one event'],
    ['another event', [accepted[0], accepted[1], { index: 2, id: 'four', outcome: 'accepted' }], 'was not sent'],
    ['another position', [accepted[0], { ...accepted[1], index: 2 }, { ...accepted[2], index: 1 }], 'was not sent'],
    ['an outcome that is none', [accepted[0], accepted[1], { index: 2, id: 'three', outcome: 'perhaps' }], 'not sent'],
  ])('notices %s', (_, results, contradiction) => {
    const read = answer(results);
    expect(read.contradiction).toContain(contradiction);
    expect(read.events).toHaveLength(3);
  });

  it.each([
    [{ status: 429, body: '{"error":{"code":"throttled"}}' }, 'throttled', 'throttled', undefined],
    [{ status: 403, body: 'no' }, 'rejected', 'http_403', undefined],
    [{ status: 504, body: '' }, 'unanswered', 'http_504', undefined],
    [{ status: 200, body: 'hello' }, 'unanswered', 'http_200', 'status 200 without results'],
    [{ failure: 'ECONNRESET' }, 'unanswered', 'ECONNRESET', undefined],
  ] as const)('reads %j', (given, outcome, code, contradiction) => {
    const read = readAnswer(ids, given);
    expect(read.events).toEqual(ids.map(() => ({ outcome, code })));
    expect(read.contradiction).toBe(contradiction);
  });
});
