import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../core/random.ts';
import { PUBLISH_DEADLINE_MS } from '../../../lambdas/ingest/publication.ts';
import { publish } from '../../../lambdas/ingest/publish.ts';
import type { BusPort } from '../../../lambdas/shared/ports.ts';
import { ImpatientScheduler } from '../../helpers/impatient-scheduler.ts';
import { PING, VALID } from '../../helpers/ingest-cases.ts';
import { failing, id, type PutEvents, setUp, throwing } from './recorded-ingest.ts';

describe('publishing', () => {
  it.each<[string, PutEvents, unknown, number, string, string]>([
    ['a quota', failing('ThrottlingException'), VALID, 429, 'throttled', 'bus_throttled'],
    ['a quota of the whole call', throwing('ThrottlingException'), VALID, 429, 'throttled', 'bus_throttled'],
    ['a quota, for what may be shed', failing('ThrottlingException'), PING, 503, 'shed', 'bus_throttled'],
    ['failures that may pass', failing('InternalFailure'), VALID, 503, 'throttled', 'publish_failed'],
    ['failures that stay', failing('NotAuthorizedForSourceException'), VALID, 503, 'throttled', 'publish_failed'],
    ['a refused call', throwing('AccessDeniedException'), VALID, 503, 'throttled', 'publish_failed'],
    ['a lost connection', throwing('ECONNRESET'), VALID, 503, 'throttled', 'unconfirmed'],
    ['silence', () => new Promise(() => {}), VALID, 503, 'throttled', 'unconfirmed'],
    ['an answer without entries', async () => ({}), VALID, 503, 'throttled', 'unconfirmed'],
  ])('answers %s so that the client sends the event again', async (_name, putEvents, event, status, outcome, code) => {
    const { sendEvents, clock } = setUp(putEvents);
    const startedAt = clock.now();
    const { statusCode, headers, results } = await sendEvents([event]);
    expect([statusCode, results[0]?.outcome, results[0]?.code]).toEqual([status, outcome, code]);
    expect(Number(headers?.['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(results[0]?.retryAfterMs).toBeGreaterThan(0);
    expect(clock.now() - startedAt).toBeLessThanOrEqual(PUBLISH_DEADLINE_MS);
  });

  it('retries only the entries that failed', async () => {
    let first = true;
    const { sendEvents, calls } = setUp(async ({ Entries = [] }) => {
      const fails = first;
      first = false;
      return {
        Entries: Entries.map((_, index) =>
          fails && index === 1 ? { ErrorCode: 'InternalFailure' } : { EventId: 'e' },
        ),
      };
    });
    const { statusCode } = await sendEvents([VALID, PING]);
    expect(statusCode).toBe(202);
    expect(calls.map((entries) => entries.map(({ DetailType }) => DetailType))).toEqual([
      ['hunt.joined', 'location.pinged'],
      ['location.pinged'],
    ]);
  });

  describe('of more calls than run at once', () => {
    const entries = Array.from({ length: 60 }, (_, index) => ({
      type: 'hunt.joined',
      sheddable: false,
      detail: `{"events":[{"id":"${id(index)}"}]}`,
      bytes: 100,
      indices: [index],
    }));
    const publishAll = async (putEvents: PutEvents) => {
      const clock = new ImpatientScheduler(0);
      const begunAt: number[] = [];
      const bus: BusPort = {
        putEvents: (input) => {
          begunAt.push(clock.now());
          return putEvents(input);
        },
      };
      const { outcomes } = await publish(entries, { bus, eventBusName: 'bus', clock, random: seededRandom(1) });
      return { outcomes, begunAt };
    };

    it('begins no call after the deadline, and reports its events as not sent to EventBridge', async () => {
      const { outcomes, begunAt } = await publishAll(() => new Promise(() => {}));
      expect(begunAt).toEqual([0, 0, 0, 0]);
      expect(outcomes.slice(0, 40)).toEqual(Array(40).fill('unconfirmed'));
      expect(outcomes.slice(40)).toEqual(Array(20).fill('publish_deadline'));
    });

    it('keeps the reason of an earlier attempt if no further one begins', async () => {
      const { outcomes, begunAt } = await publishAll(failing('ThrottlingException'));
      expect(Math.max(...begunAt)).toBeLessThan(PUBLISH_DEADLINE_MS);
      expect(outcomes).toEqual(Array(60).fill('bus_throttled'));
    });
  });

  it('answers 503 if the time is over before any event was sent', async () => {
    const { sendEvents, clock, calls } = setUp();
    // Each read of the clock is after the deadline, as when an environment was frozen.
    const now = clock.now.bind(clock);
    let reads = 0;
    clock.now = () => {
      reads += 1;
      return now() + reads * PUBLISH_DEADLINE_MS;
    };
    const { statusCode, results } = await sendEvents([VALID]);
    expect(calls).toEqual([]);
    expect([statusCode, results[0]?.outcome, results[0]?.code]).toEqual([503, 'throttled', 'publish_deadline']);
  });

  it('never reports as accepted what EventBridge did not accept, and answers for each event', async () => {
    const types = [
      VALID,
      PING,
      { ...VALID, type: 'clue.viewed', data: { huntId: 'h', clueId: 'c' } },
      { ...VALID, type: 'nope' },
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...types), { minLength: 1, maxLength: 100 }),
        fc.integer(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (templates, seed, failureRate) => {
          const random = seededRandom(seed);
          const codes = ['InternalFailure', 'ThrottlingException', 'MalformedDetail'];
          const { sendEvents, taken } = setUp(async (input) => {
            if (random.unit() < failureRate / 4) throw Object.assign(new Error(), { name: 'TimeoutError' });
            const { Entries = [] } = input;
            return {
              Entries: Entries.map(() =>
                random.unit() < failureRate
                  ? { ErrorCode: codes[Math.floor(random.unit() * 3)] ?? '' }
                  : { EventId: 'e' },
              ),
            };
          });
          const { results } = await sendEvents(templates.map((event, index) => ({ ...event, id: id(index) })));
          expect(results.map(({ index }) => index)).toEqual(templates.map((_, index) => index));
          const accepted = results.filter(({ outcome }) => outcome === 'accepted').map((result) => result.id);
          expect(accepted.filter((eventId) => !taken.includes(eventId ?? ''))).toEqual([]);
          expect(new Set(taken).size).toBe(taken.length);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('stays within EventBridge’s sizes', async () => {
    const { EntryPacker, entryDetail } = await import('../../../lambdas/ingest/pack-entries.ts');
    const { chunkEntries, MAX_CALL_BYTES } = await import('../../../lambdas/ingest/chunk-entries.ts');
    const definition = { type: 'test.made', priority: 'normal', maxEventsPerEntry: 7 };
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 30_000 }), fc.constantFrom('k', 'ключ')), { maxLength: 100 }),
        (events) => {
          const packer = new EntryPacker();
          const jsons = events.map(([length]) => JSON.stringify('ü'.repeat(length)));
          for (const [index, [length, key]] of events.entries()) {
            expect(packer.add(definition, key, length * 2 + 2, index)).toBe(length * 2 + 2 < 65_400);
          }
          const entries = packer.finish();
          for (const entry of entries) {
            const { type } = entry.definition;
            const { bytes, indices } = entry;
            const detail = entryDetail(entry, jsons);
            expect(bytes).toBe(Buffer.byteLength(`cairn.ingest${type}${detail}`));
            expect(bytes).toBeLessThanOrEqual(65_536);
            expect(JSON.parse(detail).events).toHaveLength(indices.length);
            expect(indices.length).toBeLessThanOrEqual(7);
          }
          expect(entries.flatMap(({ indices }) => indices).sort((a, b) => a - b)).toEqual(
            events.map((_, index) => index),
          );
          for (const chunk of chunkEntries(
            entries,
            entries.map((_, position) => position),
          )) {
            expect(chunk.length).toBeLessThanOrEqual(10);
            expect(chunk.reduce((sum, position) => sum + (entries[position]?.bytes ?? 0), 0)).toBeLessThanOrEqual(
              MAX_CALL_BYTES,
            );
          }
        },
      ),
    );
  });
});
