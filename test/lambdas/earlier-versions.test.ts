import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { defineEvent } from '../../catalog/define-event.ts';
import type { CompiledEvent, StampedEvent } from '../../catalog/definition.ts';
import { ASSUMED_TABLE_USE } from '../../core/capacity/model/table-use.ts';
import { seededRandom } from '../../core/random.ts';
import { AdmissionGate } from '../../lambdas/ingest/admission-gate.ts';
import { eventRules } from '../../lambdas/ingest/event-rules.ts';
import { ingestEvents } from '../../lambdas/ingest/ingest-events.ts';
import { PlayerBrake } from '../../lambdas/ingest/player-brake.ts';
import { applyByPlayer, type HuntEvent } from '../../lambdas/shared/batch/apply-by-player.ts';
import { handleBatch } from '../../lambdas/shared/batch/handle-batch.ts';
import { playerKey } from '../../lambdas/shared/store/keys.ts';
import { HUNT_ID } from '../helpers/game.ts';
import { TABLE_NAME } from '../helpers/game-table.ts';
import { mappedHandler } from '../helpers/mapped-handler.ts';
import { proxyRequest } from '../helpers/proxy-request.ts';
import { recordingLog, recordingMetrics } from '../helpers/recorders.ts';

const strict = { additionalProperties: false } as const;
const Text = Type.String({ maxLength: 40 });
const common = {
  type: 'photo.taken',
  partitionKey: 'data.huntId',
  priority: 'normal',
  traffic: { peakEventsPerSecond: 10, meanBytes: 200, shape: 'steady' },
  latencyObjective: { percentile: 99, milliseconds: 5_000 },
  tableUse: ASSUMED_TABLE_USE,
} as const;
const First = Type.Object({ huntId: Text, clue: Text }, strict);
const Second = Type.Object({ huntId: Text, clueId: Text }, strict);
const Third = Type.Object({ huntId: Text, clueIds: Type.Array(Text, { maxItems: 3 }) }, strict);
const firstRelease = defineEvent({ ...common, version: 1, data: First, example: { huntId: 'h', clue: 'c' } });
/** Fails on the clue "bad", and turns "empty" into data that the next version refuses. */
const photoTaken = defineEvent({
  ...common,
  version: 3,
  data: Third,
  example: { huntId: 'h', clueIds: ['c'] },
  earlier: [
    {
      version: 1,
      data: First,
      example: { huntId: 'h', clue: 'c' },
      upgrade: (data) => {
        if (data.clue === 'bad') throw new RangeError('no such clue');
        return data.clue === 'empty' ? {} : { huntId: data.huntId, clueId: data.clue };
      },
    },
    {
      version: 2,
      data: Second,
      example: { huntId: 'h', clueId: 'c' },
      upgrade: ({ clueId, ...rest }) => ({ ...rest, clueIds: [clueId] }),
    },
  ],
});

const FORMS = { 1: { clue: 'one' }, 2: { clueId: 'two' }, 3: { clueIds: ['three'] } } as const;
const UPGRADED = ['one', 'two', 'three'].map((clue) => ({ huntId: HUNT_ID, clueIds: [clue] }));

type Two = readonly [CompiledEvent['earlier'][number], CompiledEvent['earlier'][number]];

interface Release {
  readonly ingest?: CompiledEvent;
  readonly handler?: CompiledEvent;
  readonly oldest?: number;
}

/** Ingest, a shard, its mapping, the handler, the table and the quarantine queue, on virtual time. */
function deployed({ ingest = photoTaken, handler = photoTaken, oldest }: Release = {}) {
  const seen: unknown[] = [];
  const stamped: StampedEvent[] = [];
  const chain = mappedHandler({
    create: (ports) =>
      handleBatch(
        handler as Parameters<typeof handleBatch<string, HuntEvent['data']>>[0],
        applyByPlayer<HuntEvent>(({ table }) => async ({ playerId }, events) => {
          seen.push(...events.map(({ data }) => data));
          await table.putItem({ TableName: TABLE_NAME, Item: playerKey(HUNT_ID, playerId, 'PHOTO') });
          return { outcomes: events.map(() => ({ kind: 'applied' })) };
        }),
        ports,
      ),
  });
  let published = 0;
  const ports = {
    clock: chain.scheduler,
    random: seededRandom(1),
    bus: {
      putEvents: async ({ Entries = [] }: { Entries?: readonly { Detail?: string }[] }) => {
        for (const { Detail = '' } of Entries) {
          const { events } = JSON.parse(Detail);
          stamped.push(...events);
          published += 1;
          chain.put(`entry-${published}`, 'photo.taken', events);
        }
        return { FailedEntryCount: 0, Entries: Entries.map((_, index) => ({ EventId: String(index) })) };
      },
    },
    eventBusName: 'game',
    brake: new PlayerBrake(chain.scheduler),
    gate: new AdmissionGate({ unit: () => 0.5 }),
    log: recordingLog(),
    metrics: recordingMetrics(),
  };
  let sent = 0;
  return {
    ...chain,
    seen,
    stamped,
    /** Sends events as phones do, without a version. @returns ingest's results */
    async send(forms: readonly object[], types = ingest): Promise<readonly { outcome: string; code?: string }[]> {
      const events = forms.map((data) => {
        sent += 1;
        const id = `event-${String(sent).padStart(12, '0')}`;
        return { id, type: 'photo.taken', occurredAt: '2026-06-01T10:00:00Z', data: { huntId: HUNT_ID, ...data } };
      });
      const rules = eventRules(new Map(oldest === undefined ? [] : [['photo.taken', oldest]]), [types]);
      const request = proxyRequest({ body: JSON.stringify({ events }) });
      const { body } = await ingestEvents(request, { playerId: 'ada' }, { ...ports, rules });
      await chain.scheduler.advanceAsync(30_000);
      return JSON.parse(body).results;
    },
  };
}

describe('phones of three versions', () => {
  it('are all accepted, each with its own version, and the handler gets the newest form of each', async () => {
    const chain = deployed();
    const results = await chain.send(Object.values(FORMS));
    expect(results.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(chain.stamped.map(({ version }) => version)).toEqual([1, 2, 3]);
    expect(chain.seen).toEqual(UPGRADED);
    expect(chain.messages).toEqual([]);
  });

  it('are accepted down to the oldest version of the stage; older ones are asked to update the app', async () => {
    for (const oldest of [1, 2, 3]) {
      const results = await deployed({ oldest }).send(Object.values(FORMS));
      expect(results.map(({ outcome }) => outcome)).toEqual(
        [1, 2, 3].map((version) => (version < oldest ? 'rejected' : 'accepted')),
      );
      for (const [index, result] of results.entries()) {
        if (result.outcome === 'accepted') continue;
        expect(result).toMatchObject({
          code: 'version_too_old',
          message: `this is photo.taken in its version ${index + 1}, and ${oldest} is the oldest that is accepted; update the app`,
        });
      }
    }
  });

  it('are explained by the newest version if no version accepts the event', async () => {
    const [result] = await deployed().send([{ clue: 1 }]);
    expect(result).toMatchObject({ code: 'schema_violation', message: 'data.clueIds is required; got nothing' });
  });

  it('obey the rule of the partition key in each version', async () => {
    const results = await deployed().send([
      { ...FORMS[1], huntId: '' },
      { ...FORMS[3], huntId: '' },
    ]);
    expect(results.map(({ code }) => code)).toEqual(['unstorable_value', 'unstorable_value']);
  });
});

describe('an event of an earlier version', () => {
  it('is also upgraded if the previous release accepted it, before versions were raised', async () => {
    const chain = deployed();
    await chain.send([FORMS[1]], firstRelease);
    expect(chain.stamped.map(({ version }) => version)).toEqual([1]);
    expect(chain.seen).toEqual([UPGRADED[0]]);
  });

  it.each([
    [
      'throws',
      'bad',
      'the upgrade of version 1 to 2 fails on it: RangeError; mend the upgrade, then redrive it (docs/dead-letters.md)',
    ],
    [
      'gives invalid data',
      'empty',
      'the upgrade of version 1 to 2 fails on it: data.huntId is required; got nothing; mend',
    ],
  ])('is quarantined unchanged if its upgrade %s, and its neighbours are handled', async (_what, clue, message) => {
    const chain = deployed();
    await chain.send([FORMS[1], { clue }, FORMS[3]]);
    expect(chain.seen).toEqual([UPGRADED[0], UPGRADED[2]]);
    expect(chain.messages).toMatchObject([
      { reason: { code: 'upgrade_failed' }, events: [{ version: 1, data: { huntId: HUNT_ID, clue } }] },
    ]);
    expect(chain.messages[0]?.reason.message).toContain(message);
  });

  it('is quarantined unchanged, even if an upgrade modifies its input', async () => {
    const [newest, oldest] = photoTaken.earlier as unknown as Two;
    const upgrade = (data: unknown) => {
      delete (data as { clue?: string }).clue;
      throw new Error('half done');
    };
    const chain = deployed({ handler: { ...photoTaken, earlier: [newest, { ...oldest, upgrade }] } });
    await chain.send([FORMS[1]]);
    expect(chain.messages).toMatchObject([{ events: [{ data: { huntId: HUNT_ID, clue: 'one' } }] }]);
  });

  it('is quarantined if it does not have the form of its version', async () => {
    const chain = deployed();
    const event = { id: 'event-000000000000', type: 'photo.taken', version: 1, data: { huntId: HUNT_ID, clueId: 'x' } };
    const stamps = {
      occurredAt: '2026-06-01T10:00:00Z',
      receivedAt: '2026-06-01T10:00:00.000Z',
      index: 0,
      playerId: 'ada',
    };
    chain.put('wrong', 'photo.taken', [
      { ...event, ...stamps },
      { ...event, ...stamps, version: 0 },
    ]);
    await chain.scheduler.advanceAsync(30_000);
    expect(chain.messages.map(({ reason }) => reason.code)).toEqual(['schema_violation']);
    expect(chain.messages[0]?.events).toHaveLength(2);
  });
});

describe('these tests', () => {
  const [second, first] = photoTaken.earlier as unknown as Two;
  const asNewest = { ...second, validateStamped: (value: unknown) => photoTaken.validateStamped(value) };

  it.each<[string, Release]>([
    ['ingest that knows the newest version only', { ingest: { ...photoTaken, earlier: [] } }],
    [
      'ingest that stamps every event as the newest',
      { ingest: { ...photoTaken, earlier: [second, first].map((one) => ({ ...one, version: 3 })) } },
    ],
    ['a handler that does not upgrade', { handler: { ...photoTaken, earlier: [] } }],
    ['a handler that skips a version', { handler: { ...photoTaken, earlier: [{ ...first, version: 2 }] } }],
    ['a handler that tries the oldest version first', { handler: { ...photoTaken, earlier: [first, second] } }],
    [
      'a handler that takes an earlier version for the newest',
      { handler: { ...photoTaken, earlier: [asNewest, first] } },
    ],
  ])('find %s', async (_bug, release) => {
    const chain = deployed(release);
    const results = await chain.send(Object.values(FORMS));
    const accepted = results.filter(({ outcome }) => outcome === 'accepted').length;
    expect([accepted, chain.seen, chain.messages]).not.toEqual([3, UPGRADED, []]);
  });
});
