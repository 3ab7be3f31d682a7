import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../core/random.ts';
import { sleep } from '../../../core/scheduler/scheduler.ts';
import { ingestEvents } from '../../../lambdas/ingest/ingest-events.ts';
import { PLAYER_BURST_EVENTS } from '../../../lambdas/ingest/limits.ts';
import { PlayerBrake } from '../../../lambdas/ingest/player-brake.ts';
import { PUBLISH_DEADLINE_MS } from '../../../lambdas/ingest/publication.ts';
import { publish } from '../../../lambdas/ingest/publish.ts';
import { HttpError } from '../../../lambdas/shared/http/respond.ts';
import type { BusPort } from '../../../lambdas/shared/ports.ts';
import { ImpatientScheduler } from '../../helpers/impatient-scheduler.ts';
import { PING, VALID } from '../../helpers/ingest-cases.ts';
import { proxyRequest } from '../../helpers/proxy-request.ts';
import { recordingLog, recordingMetrics } from '../../helpers/recorders.ts';

type PutEvents = BusPort['putEvents'];
type Entry = { readonly DetailType?: string; readonly Detail?: string };

const id = (index: number) => `event-${String(index).padStart(10, '0')}`;
const confirm: PutEvents = async ({ Entries = [] }) => ({
  FailedEntryCount: 0,
  Entries: Entries.map(() => ({ EventId: 'e' })),
});
const failing =
  (code: string): PutEvents =>
  async ({ Entries = [] }) => ({
    FailedEntryCount: Entries.length,
    Entries: Entries.map(() => ({ ErrorCode: code })),
  });
const throwing =
  (name: string): PutEvents =>
  async () => {
    throw Object.assign(new Error(name), { name });
  };

/** Ingest with a bus that remembers the event ids that it accepted. */
function setUp(putEvents: PutEvents = confirm) {
  const clock = new ImpatientScheduler(1_780_000_000_000);
  const calls: Entry[][] = [];
  const taken: string[] = [];
  const metrics = recordingMetrics();
  const bus: BusPort = {
    putEvents: async (input) => {
      const entries = [...(input.Entries ?? [])];
      calls.push(entries);
      const answer = await putEvents(input);
      for (const [index, entry] of entries.entries()) {
        if (answer.Entries?.[index]?.EventId === undefined) continue;
        for (const event of JSON.parse(entry.Detail ?? '').events) taken.push(event.id);
      }
      return answer;
    },
  };
  const ports = {
    bus,
    eventBusName: 'bus',
    clock,
    random: seededRandom(7),
    log: recordingLog(),
    metrics,
    brake: new PlayerBrake(clock),
  };
  const send = async (body: string, parts: Partial<Parameters<typeof proxyRequest>[0]> = {}, playerId = 'ada') => {
    const answer = await ingestEvents(proxyRequest({ body, ...parts }), { playerId }, ports);
    return { ...answer, results: JSON.parse(answer.body).results as Result[] };
  };
  const sendEvents = (events: readonly unknown[], playerId?: string) => send(JSON.stringify({ events }), {}, playerId);
  return { send, sendEvents, calls, taken, metrics, clock };
}

interface Result {
  readonly index: number;
  readonly id: string | null;
  readonly outcome: string;
  readonly code?: string;
  readonly retryAfterMs?: number;
}

async function refusal(promise: Promise<unknown>): Promise<[number, string]> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HttpError)) throw new Error('was not refused');
  return [error.statusCode, error.code];
}

describe('a body', () => {
  const text = JSON.stringify({ events: [VALID] });
  const gzip = gzipSync(text);

  it.each([
    ['plain', text, false, {}],
    ['base64', Buffer.from(text).toString('base64'), true, {}],
    ['base64 that nobody announced', Buffer.from(text).toString('base64'), false, {}],
    ['compressed, as base64', gzip.toString('base64'), true, { 'content-encoding': 'gzip' }],
    ['compressed, unannounced', gzip.toString('base64'), false, {}],
    ['compressed, byte for byte', gzip.toString('latin1'), false, { 'Content-Encoding': 'gzip' }],
    ['inflated by the gateway', text, false, { 'content-encoding': 'gzip' }],
    ['inflated by the gateway, as base64', Buffer.from(text).toString('base64'), true, { 'content-encoding': 'gzip' }],
    ['with a byte order mark', Buffer.from(`\ufeff${text}`).toString('base64'), true, {}],
    ['with a byte order mark, as text', `\ufeff${text}`, false, {}],
    [
      'with a charset',
      Buffer.from(text).toString('base64'),
      true,
      { 'content-type': 'application/json; charset=UTF-8' },
    ],
  ])('is accepted %s', async (_name, body, isBase64Encoded, headers) => {
    const { send, taken } = setUp();
    expect((await send(body, { isBase64Encoded, headers })).statusCode).toBe(202);
    expect(taken).toEqual([VALID.id]);
  });

  const GZIP = { 'content-encoding': 'gzip' };
  /** The body of a valid event whose display name contains these bytes. */
  const withBytes = (bytes: readonly number[]) => {
    const [before = '', after = ''] = JSON.stringify({
      events: [{ ...VALID, data: { ...VALID.data, displayName: 'J|rgen' } }],
    }).split('|');
    return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
  };
  const bytesFor = (bytes: readonly number[]) => withBytes(bytes).toString('base64');
  const latin1 = withBytes([0xfc]);

  it.each([
    ['plain', withBytes([0xef, 0xbf, 0xbd])],
    ['compressed', gzipSync(withBytes([0xef, 0xbf, 0xbd]))],
  ])('may contain a U+FFFD that was sent, %s', async (_name, bytes) => {
    const { send, calls } = setUp();
    expect((await send(bytes.toString('base64'), { isBase64Encoded: true })).statusCode).toBe(202);
    expect(JSON.parse(calls[0]?.[0]?.Detail ?? '').events[0].data.displayName).toBe('J\ufffdrgen');
  });

  const spaces = (bytes: number) => `{"events":[${JSON.stringify(VALID)}]${' '.repeat(bytes)}}`;
  it.each<[string, string, boolean, Record<string, string>, number, string]>([
    ['is empty', '', false, {}, 400, 'invalid_body'],
    ['is not JSON', '{"events":', false, {}, 400, 'invalid_json'],
    ['is a text', '"events"', false, {}, 400, 'invalid_body'],
    ['has no events', '{"events":[]}', false, {}, 400, 'event_count'],
    ['has 101 events', JSON.stringify({ events: Array(101).fill(VALID) }), false, {}, 400, 'event_count'],
    ['has another field', JSON.stringify({ events: [VALID], more: 1 }), false, {}, 400, 'invalid_body'],
    ['names another player', JSON.stringify({ events: [VALID], playerId: 'bob' }), false, {}, 400, 'player_mismatch'],
    ['is Latin-1', latin1.toString('base64'), true, {}, 400, 'invalid_encoding'],
    ['is Latin-1, compressed', gzipSync(latin1).toString('base64'), true, {}, 400, 'invalid_encoding'],
    ['is Latin-1, inflated by the gateway', latin1.toString('base64'), true, GZIP, 400, 'invalid_encoding'],
    ['is Latin-1, decoded by a gateway', latin1.toString('utf8'), false, {}, 400, 'invalid_encoding'],
    ['has an overlong form', bytesFor([0xc1, 0xa1]), true, {}, 400, 'invalid_encoding'],
    ['has a surrogate', bytesFor([0xed, 0xa0, 0x80]), true, {}, 400, 'invalid_encoding'],
    ['has a character cut off', bytesFor([0xf0, 0x9f, 0x97]), true, {}, 400, 'invalid_encoding'],
    ['is UTF-16', Buffer.from(text, 'utf16le').toString('base64'), true, {}, 400, 'invalid_encoding'],
    [
      'is UTF-16 with its mark',
      Buffer.from(`\ufeff${text}`, 'utf16le').toString('base64'),
      true,
      {},
      400,
      'invalid_encoding',
    ],
    [
      'is UTF-16, big end first',
      Buffer.from(text, 'utf16le').swap16().toString('base64'),
      true,
      {},
      400,
      'invalid_encoding',
    ],
    ['is broken gzip', gzip.subarray(0, 30).toString('base64'), true, {}, 400, 'invalid_body'],
    ['has more than 256 KB', spaces(256 * 1024), false, {}, 413, 'body_too_large'],
    [
      'has more than 1 MB, inflated by the gateway',
      spaces(1024 * 1024),
      false,
      { 'content-encoding': 'gzip' },
      413,
      'body_too_large',
    ],
    ['is a bomb', gzipSync(' '.repeat(50_000_000)).toString('base64'), true, {}, 413, 'body_too_large'],
    ['is a form', text, false, { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
    [
      'says that it is Latin-1',
      text,
      false,
      { 'content-type': 'application/json; charset=latin1' },
      415,
      'unsupported_media_type',
    ],
    ['is brotli', text, false, { 'content-encoding': 'br' }, 415, 'unsupported_encoding'],
  ])('is refused whole if it %s', async (_name, body, isBase64Encoded, headers, status, code) => {
    const { send, calls } = setUp();
    expect(await refusal(send(body, { isBase64Encoded, headers }))).toEqual([status, code]);
    expect(calls).toEqual([]);
  });
});

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
      const outcomes = await publish(entries, { bus, eventBusName: 'bus', clock, random: seededRandom(1) });
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

describe('a player', () => {
  const batch = (from: number, count = 100) =>
    Array.from({ length: count }, (_, index) => ({ ...VALID, id: id(from + index) }));

  it('may return with a burst, and then has 50 events a second', async () => {
    const { sendEvents, clock, taken } = setUp();
    for (let sent = 0; sent < PLAYER_BURST_EVENTS; sent += 100) {
      expect((await sendEvents(batch(sent))).results.every(({ outcome }) => outcome === 'accepted')).toBe(true);
    }
    const { statusCode, headers, results } = await sendEvents(batch(PLAYER_BURST_EVENTS));
    expect(statusCode).toBe(429);
    expect(headers?.['retry-after']).toBe('2');
    expect(results[99]).toMatchObject({ outcome: 'throttled', code: 'player_rate', retryAfterMs: 2_000 });
    expect(taken).toHaveLength(PLAYER_BURST_EVENTS);
    await sleep(clock, 1_000);
    const again = await sendEvents(batch(PLAYER_BURST_EVENTS));
    expect(again.statusCode).toBe(202);
    expect(again.results.map(({ outcome }) => outcome)).toEqual([
      ...Array(50).fill('accepted'),
      ...Array(50).fill('throttled'),
    ]);
    // After the time in the answer, the other events are accepted.
    await sleep(clock, again.results[99]?.retryAfterMs ?? 0);
    expect((await sendEvents(batch(PLAYER_BURST_EVENTS + 50, 50))).results[49]?.outcome).toBe('accepted');
  });

  it('is not braked because of other players, nor because of rejected or repeated events', async () => {
    const { sendEvents } = setUp();
    for (let sent = 0; sent < PLAYER_BURST_EVENTS; sent += 100) await sendEvents(batch(sent), 'runaway');
    expect((await sendEvents([VALID], 'runaway')).results[0]?.code).toBe('player_rate');
    expect((await sendEvents([VALID])).results[0]?.outcome).toBe('accepted');
    const invalid = batch(0).map((event) => ({ ...event, data: {} }));
    for (let sent = 0; sent < PLAYER_BURST_EVENTS; sent += 100) await sendEvents(invalid);
    for (let sent = 0; sent < PLAYER_BURST_EVENTS; sent += 100) await sendEvents(Array(100).fill(VALID));
    expect((await sendEvents([VALID])).results[0]?.outcome).toBe('accepted');
  });

  it('over the rate gets that result for each repetition too, and still learns what is invalid', async () => {
    const { sendEvents } = setUp();
    for (let sent = 0; sent < PLAYER_BURST_EVENTS; sent += 100) await sendEvents(batch(sent));
    const other = { ...VALID, occurredAt: '2026-06-01T10:00:01Z' };
    const { results } = await sendEvents([VALID, VALID, other, { ...VALID, data: {} }]);
    expect(results.map(({ code }) => code)).toEqual(['player_rate', 'player_rate', 'id_conflict', 'schema_violation']);
  });
});
