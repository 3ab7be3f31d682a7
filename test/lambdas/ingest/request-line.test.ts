import { describe, expect, it } from 'vitest';
import { hopsOfEvent } from '../../../core/hop-text.ts';
import { seededRandom } from '../../../core/random.ts';
import { isTraced, SHEDDABLE_SAMPLE } from '../../../core/trace-sample.ts';
import { AdmissionGate } from '../../../lambdas/ingest/admission-gate.ts';
import { type IngestPorts, ingestEvents } from '../../../lambdas/ingest/ingest-events.ts';
import { PlayerBrake } from '../../../lambdas/ingest/player-brake.ts';
import { handleApi } from '../../../lambdas/shared/http/api-handler.ts';
import { ImpatientScheduler } from '../../helpers/impatient-scheduler.ts';
import { proxyRequest } from '../../helpers/proxy-request.ts';
import { recordingLog, recordingMetrics } from '../../helpers/recorders.ts';

describe('the log line of a request', () => {
  it('has what became of each event, with its entry and why, pings sampled', async () => {
    const clock = new ImpatientScheduler(Date.parse('2026-06-01T10:00:00Z'));
    const log = recordingLog();
    const entryId = '0b1f6a3e-4c5d-4e6f-8a9b-0c1d2e3f4a5b';
    const ports: IngestPorts = {
      bus: { putEvents: async ({ Entries = [] }) => ({ Entries: Entries.map(() => ({ EventId: entryId })) }) },
      eventBusName: 'bus',
      clock,
      random: seededRandom(7),
      log,
      metrics: recordingMetrics(),
      brake: new PlayerBrake(clock),
      gate: new AdmissionGate({ unit: () => 0.5 }),
    };
    const ids = Array.from({ length: 60 }, (_, n) => `ping-${String(n).padStart(12, '0')}`);
    const occurredAt = '2026-06-01T10:00:00Z';
    const viewed = { type: 'clue.viewed', occurredAt, data: { huntId: 'hunt-0001', clueId: 'clue-0001' } };
    const position = { huntId: 'hunt-0001', latitude: 55, longitude: -3, accuracyMeters: 5 };
    const events = [
      { ...viewed, id: 'viewed-0000000001' },
      { ...viewed, id: 'viewed-0000000002', data: { huntId: 'hunt-0001', clueId: 7 } },
      { ...viewed, id: 'a token, or a place: 55.9486' },
      ...ids.map((id) => ({ id, type: 'location.pinged', occurredAt, data: position })),
    ];
    const handler = handleApi(ports, (request, caller, note) => ingestEvents(request, caller, ports, note));
    await handler(proxyRequest({ body: JSON.stringify({ events }) }));
    const line = log.lines.find(({ message }) => message === 'answered')?.fields;
    expect(line?.requestId).toEqual(expect.any(String));
    const of = (id: string) => hopsOfEvent(line?.events ?? '', id);
    expect(of('viewed-0000000001')).toEqual([{ outcome: 'accepted', entryId }]);
    expect(of('viewed-0000000002')).toEqual([{ outcome: 'rejected', code: 'schema_violation' }]);
    expect(line?.events).not.toMatch(/token|55/);
    const traced = ids.filter((id) => isTraced(id, SHEDDABLE_SAMPLE));
    expect(ids.filter((id) => of(id).length > 0)).toEqual(traced);
    expect(traced.length).toBeLessThan(10);
  });
});
