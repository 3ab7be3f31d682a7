import { describe, expect, it } from 'vitest';
import { AdmissionGate } from '../../../lambdas/ingest/admission-gate.ts';
import { ALL_VERSIONS } from '../../../lambdas/ingest/event-rules.ts';
import { ingestEvents } from '../../../lambdas/ingest/ingest-events.ts';
import { PlayerBrake } from '../../../lambdas/ingest/player-brake.ts';
import type { AdmissionLevel } from '../../../lambdas/shared/store/admission-item.ts';
import { ImpatientScheduler } from '../../helpers/impatient-scheduler.ts';
import { PING, VALID } from '../../helpers/ingest-cases.ts';
import { proxyRequest } from '../../helpers/proxy-request.ts';
import { recordingLog, recordingMetrics } from '../../helpers/recorders.ts';

const SHEDS: AdmissionLevel = { shares: { [PING.type]: 0.1 }, retryAfterMs: 8_000, validUntil: Number.MAX_VALUE };

/** Ingest whose table answers as given. The second request already has what the first one began to read. */
function ingest(read: () => Promise<AdmissionLevel>) {
  const clock = new ImpatientScheduler(0);
  const random = { unit: () => 0.5 };
  let published = 0;
  const metrics = recordingMetrics();
  const ports = {
    clock,
    random,
    bus: {
      putEvents: async ({ Entries }: { readonly Entries: readonly object[] | undefined }) => {
        published += Entries?.length ?? 0;
        return { FailedEntryCount: 0, Entries: (Entries ?? []).map(() => ({ EventId: 'taken' })) };
      },
    },
    eventBusName: 'bus',
    log: recordingLog(),
    metrics,
    brake: new PlayerBrake(clock),
    gate: new AdmissionGate(random),
    readAdmission: read,
    rules: ALL_VERSIONS,
  };
  return {
    send: async (events: readonly unknown[]) => {
      const request = proxyRequest({ body: JSON.stringify({ events }) });
      const { statusCode, headers = {}, body } = await ingestEvents(request, { playerId: 'ada' }, ports);
      return { statusCode, retryAfter: headers['retry-after'], results: JSON.parse(body).results };
    },
    published: () => published,
  };
}

describe('ingest with a level that sheds pings', () => {
  it('sheds them by their type before anything of them is checked, and accepts the rest', async () => {
    const { send } = ingest(async () => SHEDS);
    await send([VALID]);
    const { statusCode, retryAfter, results } = await send([{ ...PING, data: 'no schema allows this' }, VALID]);
    expect(results).toMatchObject([
      { index: 0, id: PING.id, outcome: 'shed', code: 'load', retryAfterMs: 10_000 },
      { index: 1, id: VALID.id, outcome: 'accepted' },
    ]);
    expect(statusCode).toBe(202);
    expect(retryAfter).toBe('10');
  });

  it('answers 503 to a request of which nothing is left', async () => {
    const { send, published } = ingest(async () => SHEDS);
    await send([VALID]);
    expect((await send([PING])).statusCode).toBe(503);
    expect(published()).toBe(1);
  });

  it('does not wait for the table: the first request is answered while the read is still under way', async () => {
    const { send } = ingest(() => new Promise(() => {}));
    expect((await send([PING])).results).toMatchObject([{ outcome: 'accepted' }]);
    expect((await send([{ ...PING, id: 'event-0000000003' }])).results).toMatchObject([{ outcome: 'accepted' }]);
  });

  it('admits all while the table refuses the read', async () => {
    const { send } = ingest(() => Promise.reject(new Error('ThrottlingException')));
    for (const id of ['event-0000000004', 'event-0000000005', 'event-0000000006']) {
      expect((await send([{ ...PING, id }])).results).toMatchObject([{ outcome: 'accepted' }]);
    }
  });
});
