import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { defineEvent } from '../../../../catalog/define-event.ts';
import type { StampedEvent } from '../../../../catalog/definition.ts';
import { ASSUMED_TABLE_USE } from '../../../../core/capacity/model/table-use.ts';
import { applyByPlayer, type HuntEvent } from '../../../../lambdas/shared/batch/apply-by-player.ts';
import { handleBatch } from '../../../../lambdas/shared/batch/handle-batch.ts';
import { RELEASE_MS } from '../../../../lambdas/shared/batch/process-batch.ts';
import { playerKey } from '../../../../lambdas/shared/store/keys.ts';
import { HUNT_ID } from '../../../helpers/game.ts';
import { TABLE_NAME } from '../../../helpers/game-table.ts';
import { mappedHandler, STARTED_AT_MS } from '../../../helpers/mapped-handler.ts';

const common = {
  type: 'flag.raised',
  partitionKey: 'playerId',
  priority: 'normal',
  traffic: { peakEventsPerSecond: 10, meanBytes: 200, shape: 'steady' },
  latencyObjective: { percentile: 99, milliseconds: 5_000 },
  tableUse: ASSUMED_TABLE_USE,
} as const;
const strict = { additionalProperties: false } as const;
const Text = Type.String({ maxLength: 64 });
const Stop = Type.Object({ stopId: Text }, strict);
const first = defineEvent({
  ...common,
  version: 1,
  data: Type.Object({ huntId: Text, stops: Type.Array(Stop, { maxItems: 10 }) }, strict),
  example: { huntId: 'h', stops: [] },
});
/** Adds a field to each stop; the first version's fields are still there. */
const added = defineEvent({
  ...common,
  version: 2,
  data: Type.Object(
    {
      huntId: Text,
      stops: Type.Array(
        Type.Object({ stopId: Text, note: Type.Optional(Type.Object({ text: Text }, strict)) }, strict),
        { maxItems: 10 },
      ),
      colour: Type.Optional(Text),
    },
    strict,
  ),
  example: { huntId: 'h', stops: [] },
});
/** Has another form, which the first version cannot read. */
const changed = defineEvent({
  ...common,
  version: 2,
  data: Type.Object(
    { huntId: Text, stops: Type.Union([Type.Array(Stop, { maxItems: 10 }), Type.Object({ first: Stop }, strict)]) },
    strict,
  ),
  example: { huntId: 'h', stops: [] },
});

type Release = typeof first | typeof added | typeof changed;

const OLD = { stops: [{ stopId: 'a' }] };
const MORE = { stops: [{ stopId: 'a', note: { text: 'b' } }], colour: 'red' };
const OTHER = { stops: { first: { stopId: 'a' } } };

/** One shard whose handler belongs to one release, until another one is rolled out. */
function deployed(release: Release) {
  let current = release;
  const seen: unknown[] = [];
  const chain = mappedHandler({
    create: (ports) =>
      handleBatch(
        current as unknown as Parameters<typeof handleBatch<string, HuntEvent['data']>>[0],
        applyByPlayer<HuntEvent>(({ table }) => async ({ playerId }, events) => {
          seen.push(...events.map(({ data }) => data));
          await table.putItem({ TableName: TABLE_NAME, Item: playerKey(HUNT_ID, playerId, 'FLAG') });
          return { outcomes: events.map(() => ({ kind: 'applied' })) };
        }),
        ports,
      ),
  });
  let sent = 0;
  return {
    ...chain,
    seen,
    roll: (next: Release) => {
      current = next;
      chain.renew();
    },
    /** Sends an event stamped as ingest of that version does. */
    send: (version: number, data: object, receivedAtMs = chain.scheduler.now()) => {
      sent += 1;
      const name = `event-${String(sent).padStart(12, '0')}`;
      const event: StampedEvent = {
        id: name,
        type: 'flag.raised',
        version,
        occurredAt: '2026-06-01T10:00:00Z',
        receivedAt: new Date(receivedAtMs).toISOString(),
        index: 0,
        playerId: 'ada',
        data: { huntId: HUNT_ID, ...data },
      };
      chain.put(name, 'flag.raised', [event]);
      return name;
    },
  };
}

/** A poll, the longest pause of the mapping, and a call or two. */
const USUAL_MS = 35_000;
const MINUTE_MS = 60_000;

const ORDERS: readonly (readonly [string, Release, Release, readonly (readonly [number, object])[]])[] = [
  // During the roll-out: ingest first, or handler first.
  [
    'ingest is rolled out before the handler',
    first,
    added,
    [
      [2, MORE],
      [1, OLD],
      [2, MORE],
    ],
  ],
  [
    'the handler is rolled out before ingest',
    added,
    added,
    [
      [1, OLD],
      [2, MORE],
      [1, OLD],
    ],
  ],
  [
    'the handler is rolled back before ingest',
    first,
    first,
    [
      [2, MORE],
      [2, OLD],
      [1, OLD],
    ],
  ],
  [
    'ingest is rolled back before the handler',
    added,
    first,
    [
      [1, OLD],
      [2, MORE],
      [1, OLD],
    ],
  ],
];

describe('a release that raises a version', () => {
  it.each(ORDERS)('loses and delays nothing that can be read when %s', async (_name, before, after, events) => {
    const chain = deployed(before);
    const names: string[] = [];
    for (const [version, data] of events) {
      names.push(chain.send(version, data));
      await chain.scheduler.advanceAsync(10_000);
    }
    chain.roll(after);
    for (const [version, data] of events) names.push(chain.send(version, data));
    await chain.scheduler.advanceAsync(MINUTE_MS);
    expect([...chain.delays.keys()]).toEqual(names);
    expect(Math.max(...chain.delays.values())).toBeLessThan(5_000);
    expect(chain.messages).toEqual([]);
  });

  it('gives the old handler what it knows: no field of the newer version, at any depth', async () => {
    const chain = deployed(first);
    chain.send(2, MORE);
    await chain.scheduler.advanceAsync(MINUTE_MS);
    expect(chain.seen).toEqual([{ huntId: HUNT_ID, ...OLD }]);
  });

  it('makes only the events that the old handler cannot read wait for the new one, and not their neighbours', async () => {
    const chain = deployed(first);
    const names = [chain.send(1, OLD), chain.send(2, OTHER), chain.send(1, OLD)];
    await chain.scheduler.advanceAsync(5 * MINUTE_MS);
    expect([...chain.delays.keys()]).toEqual([names[0]]);
    chain.roll(changed);
    await chain.scheduler.advanceAsync(MINUTE_MS);
    expect([...chain.delays.keys()]).toEqual(names);
    expect(chain.messages).toEqual([]);
  });

  it('quarantines what no handler could read for ten minutes, and delays its neighbours that long', async () => {
    const chain = deployed(first);
    const unreadable = chain.send(2, OTHER);
    await chain.scheduler.advanceAsync(2_000);
    const neighbours = [chain.send(1, OLD), chain.send(2, MORE)];
    await chain.scheduler.advanceAsync(RELEASE_MS - 3_000);
    expect(chain.messages).toEqual([]);
    await chain.scheduler.advanceAsync(MINUTE_MS);
    expect(chain.messages).toMatchObject([
      { reason: { code: 'newer_version' }, events: [{ id: unreadable, version: 2, data: OTHER }] },
    ]);
    expect([...chain.delays.keys()]).toEqual([unreadable, ...neighbours]);
    expect(Math.max(...chain.delays.values())).toBeLessThan(RELEASE_MS + USUAL_MS);
  });

  it('does not trust a time of receipt after the arrival of the record', async () => {
    const chain = deployed(first);
    chain.send(2, OTHER, STARTED_AT_MS + 10 * RELEASE_MS);
    await chain.scheduler.advanceAsync(RELEASE_MS + MINUTE_MS);
    expect(chain.messages).toHaveLength(1);
  });

  it('quarantines at once what was received ten minutes ago', async () => {
    const chain = deployed(first);
    chain.send(2, OTHER, STARTED_AT_MS - RELEASE_MS);
    const neighbour = chain.send(1, OLD);
    await chain.scheduler.advanceAsync(5_000);
    expect(chain.messages).toHaveLength(1);
    expect(chain.delays.get(neighbour)).toBeLessThan(5_000);
  });
});
