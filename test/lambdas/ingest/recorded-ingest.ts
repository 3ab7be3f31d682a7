import { seededRandom } from '../../../core/random.ts';
import { AdmissionGate } from '../../../lambdas/ingest/admission-gate.ts';
import { ingestEvents } from '../../../lambdas/ingest/ingest-events.ts';
import { PlayerBrake } from '../../../lambdas/ingest/player-brake.ts';
import type { BusPort } from '../../../lambdas/shared/ports.ts';
import { ImpatientScheduler } from '../../helpers/impatient-scheduler.ts';
import { proxyRequest } from '../../helpers/proxy-request.ts';
import { recordingLog, recordingMetrics } from '../../helpers/recorders.ts';

export type PutEvents = BusPort['putEvents'];
type Entry = { readonly DetailType?: string; readonly Detail?: string };

export const id = (index: number) => `event-${String(index).padStart(10, '0')}`;
const confirm: PutEvents = async ({ Entries = [] }) => ({
  FailedEntryCount: 0,
  Entries: Entries.map(() => ({ EventId: 'e' })),
});
export const failing =
  (code: string): PutEvents =>
  async ({ Entries = [] }) => ({
    FailedEntryCount: Entries.length,
    Entries: Entries.map(() => ({ ErrorCode: code })),
  });
export const throwing =
  (name: string): PutEvents =>
  async () => {
    throw Object.assign(new Error(name), { name });
  };

/** Ingest with a bus that remembers the event ids that it accepted. */
export function setUp(putEvents: PutEvents = confirm) {
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
    gate: new AdmissionGate({ unit: () => 0.5 }),
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
