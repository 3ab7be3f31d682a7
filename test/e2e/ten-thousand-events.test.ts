import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventResult } from '../../client/events.ts';
import { integerBetween, randomId, seededRandom } from '../../core/random.ts';
import { drained } from './drained.ts';
import { CASTLE, smallHunt } from './hunts.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';

const EVENTS = 10_000;
const PER_REQUEST = 50;
const huntId = 'ten-thousand';

/** Ways to be malformed, and the code each is rejected with. */
const MALFORMED: readonly (readonly [string, (event: SentEvent) => object])[] = [
  ['unknown_type', (event) => ({ ...event, type: 'clue.veiwed' })],
  ['invalid_id', (event) => ({ ...event, id: event.id.slice(0, 15) })],
  ['schema_violation', (event) => ({ ...event, occurredAt: 'yesterday' })],
  ['schema_violation', (event) => ({ ...event, data: { ...event.data, extra: true } })],
  ['player_mismatch', (event) => ({ ...event, playerId: 'mallory' })],
];

interface SentEvent {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly data: object;
}

describe('ten thousand events of all types, one in a hundred malformed', () => {
  let chain: LocalChain;
  const expectedCodes = new Map<number, string>();
  let results: EventResult[] = [];
  const validByType: Record<string, number> = {};

  beforeAll(async () => {
    chain = await startLocalChain();
    await chain.createHunt(huntId, smallHunt());
    const random = seededRandom(42);
    const kinds: readonly (() => readonly [string, object])[] = [
      () => ['location.pinged', { huntId, ...CASTLE, accuracyMeters: 5 }],
      () => ['clue.viewed', { huntId, clueId: 'a' }],
      () => ['clue.solved', { huntId, clueId: 'b', answer: random.unit() < 0.5 ? 'beta' : 'gamma' }],
      () => ['hint.requested', { huntId, clueId: 'c' }],
      () => ['hunt.joined', { huntId, displayName: 'Somebody' }],
      () => ['treasure.claimed', { huntId, treasureId: 'silver', ...CASTLE }],
    ];
    const events = Array.from({ length: EVENTS }, (_, index): object => {
      const [type, data] = kinds[integerBetween(random, 0, kinds.length - 1)]?.() ?? ['', {}];
      const event = { id: randomId(random), type, occurredAt: '2026-06-01T12:00:00Z', data };
      if (index % 100 !== 99) {
        validByType[type] = (validByType[type] ?? 0) + 1;
        return event;
      }
      const [code, spoil] = MALFORMED[((index - 99) / 100) % MALFORMED.length] ?? ['', () => event];
      expectedCodes.set(index, code);
      return spoil(event);
    });
    const requests = Array.from({ length: EVENTS / PER_REQUEST }, (_, index) =>
      events.slice(index * PER_REQUEST, (index + 1) * PER_REQUEST),
    );
    const answers: (readonly EventResult[])[] = [];
    // Forty phones, eight at once, each of them one request at a time: no player sends more than the brake allows.
    await Promise.all(
      Array.from({ length: 8 }, async (_, lane) => {
        for (let index = lane; index < requests.length; index += 8) {
          const phone = index % 40;
          answers[index] = await chain.send(`phone-${phone}`, requests[index] ?? []);
        }
      }),
    );
    results = answers.flat();
    await drained(chain.runtime);
  });
  afterAll(() => chain?.runtime.close());

  it('have every malformed one rejected, with its reason', () => {
    const rejected = results.flatMap(({ outcome, code }, index) =>
      outcome === 'accepted' ? [] : [[index, outcome, code]],
    );
    expect(rejected).toEqual([...expectedCodes].map(([index, code]) => [index, 'rejected', code]));
    expect(expectedCodes.size).toBe(EVENTS / 100);
  });

  it('have every accepted one processed exactly once, and none in flight at the end', () => {
    const account = chain.runtime.stats();
    for (const [type, count] of Object.entries(validByType)) {
      expect({ type, ...account[type] }).toMatchObject({
        type,
        accepted: count,
        published: count,
        delivered: count,
        processed: count,
        duplicates: 0,
        quarantined: 0,
        deadLettered: 0,
        unrouted: 0,
        inFlight: 0,
      });
    }
    expect(Object.values(account).reduce((sum, { rejected }) => sum + rejected, 0)).toBe(EVENTS / 100);
    expect(account.unknown?.rejected).toBeGreaterThan(0);
  });
});
