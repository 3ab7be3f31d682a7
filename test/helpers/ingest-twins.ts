import { gzipSync } from 'node:zlib';
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import Type from 'typebox';
import { defineEvent } from '../../catalog/define-event.ts';
import { Identifier } from '../../catalog/fields.ts';
import { ASSUMED_TABLE_USE } from '../../core/capacity/model/table-use.ts';
import { seededRandom } from '../../core/random.ts';
import { VirtualScheduler } from '../../core/scheduler/virtual-scheduler.ts';
import { AdmissionGate } from '../../lambdas/ingest/admission-gate.ts';
import type { IngestResult } from '../../lambdas/ingest/event-result.ts';
import { eventRules } from '../../lambdas/ingest/event-rules.ts';
import { ingestEvents } from '../../lambdas/ingest/ingest-events.ts';
import { PlayerBrake } from '../../lambdas/ingest/player-brake.ts';
import { PUBLISH_DEADLINE_MS } from '../../lambdas/ingest/publication.ts';
import type { BusPort } from '../../lambdas/shared/ports.ts';
import { bodyType } from '../../tools/simulate/body.ts';
import type { Part } from '../../tools/simulate/composition.ts';
import { Disturbances } from '../../tools/simulate/disturbances.ts';
import { IngestModel, newJob } from '../../tools/simulate/ingest-model.ts';
import { Keys } from '../../tools/simulate/keys.ts';
import { REFUSAL_OF, type Refusal } from '../../tools/simulate/request.ts';
import { Tickets } from '../../tools/simulate/tickets.ts';
import { proxyRequest } from './proxy-request.ts';
import { recordingLog, recordingMetrics } from './recorders.ts';

/** What both ingests are given. */
export interface TwinInput {
  /** Each is sent `gapMs` after the answer to the one before; parts name positions in `TWIN_TYPES`. */
  readonly bodies: readonly (readonly Part[])[];
  readonly gapMs: number;
  /** Of a PutEvents call; six times as long in the second second. */
  readonly callMs: number;
  /** Whether the n-th call is over EventBridge's quota; begins again at its end. Not empty. */
  readonly refused: readonly boolean[];
  readonly seed: number;
}

/** An entry that EventBridge took. */
interface TakenEntry {
  readonly type: string;
  readonly key: string;
  readonly events: number;
  readonly bytes: number;
}

/** What both ingests did. */
export interface TwinOutput {
  readonly calls: readonly { readonly at: number; readonly taken: readonly TakenEntry[] }[];
  readonly answers: readonly {
    readonly at: number;
    /** Events that were not accepted: `type: refusal` → events. */
    readonly left: Readonly<Record<string, number>>;
    readonly retryAfterMs: number;
  }[];
}

const data = Type.Object(
  { place: Identifier, text: Type.String({ maxLength: 9_500 }) },
  { additionalProperties: false },
);
const traffic = (meanBytes: number) => ({ peakEventsPerSecond: 100, meanBytes, shape: 'steady' }) as const;
const shared = {
  version: 1,
  data,
  partitionKey: 'playerId',
  latencyObjective: { percentile: 99, milliseconds: 2_000 },
  tableUse: ASSUMED_TABLE_USE,
  example: { place: 'here', text: '' },
} as const;

/** Few an entry, many an entry that may be shed, and so large that 64 KB and 256 KB are soon full. */
export const TWIN_TYPES = [
  defineEvent({ ...shared, type: 'twin.few', priority: 'critical', maxEventsPerEntry: 3, traffic: traffic(300) }),
  defineEvent({ ...shared, type: 'twin.many', priority: 'sheddable', traffic: traffic(400) }),
  defineEvent({
    ...shared,
    type: 'twin.large',
    priority: 'normal',
    partitionKey: 'data.place',
    traffic: traffic(9_000),
  }),
];

const PLAYER = 'ada';
const PLACES = new Keys('place', 1, { hotShare: 0 }, seededRandom(1));
const BODY_TYPES = TWIN_TYPES.map((type, index) =>
  bodyType(type, index, type.partitionKey === 'playerId' ? undefined : PLACES),
);
const SLOW = new Disturbances([{ kind: 'slow', what: 'putEvents', factor: 6, at: 1, seconds: 1 }], seededRandom(1));

/** The body of these parts, each event of exactly the size that the simulator gives its type. */
function bodyOf(parts: readonly Part[], sequence: number): string {
  let index = 0;
  const events = parts.flatMap(({ type, events: count }) =>
    Array.from({ length: count }, () => {
      const { type: name, eventBytes = 0 } = BODY_TYPES[type] ?? {};
      const event = (text: string) => ({
        id: `event-${String(sequence).padStart(6, '0')}-${String(index).padStart(6, '0')}`,
        type: name,
        occurredAt: '2026-06-01T10:00:00Z',
        data: { place: 'place-0', text },
      });
      const stamps = { version: 1, receivedAt: new Date(0).toISOString(), index, playerId: PLAYER };
      const text = 'x'.repeat(eventBytes - JSON.stringify({ ...event(''), ...stamps }).length);
      const made = event(text);
      index += 1;
      return made;
    }),
  );
  return gzipSync(JSON.stringify({ events })).toString('base64');
}

/** Production's ingest over a bus of virtual time. */
export async function realIngest({ bodies, gapMs, callMs, refused, seed }: TwinInput): Promise<TwinOutput> {
  const clock = new VirtualScheduler(0);
  const calls: { at: number; taken: TakenEntry[] }[] = [];
  const answers: TwinOutput['answers'][number][] = [];
  let begunAt = 0;
  const putEvents = (entries: readonly PutEventsRequestEntry[]) =>
    new Promise<{ Entries: { EventId: string }[] }>((resolve, reject) => {
      const delayMs = callMs * SLOW.factor('putEvents', clock.now());
      // What EventBridge has not answered by then it takes or refuses all the same.
      const patienceMs = begunAt + PUBLISH_DEADLINE_MS - clock.now();
      clock.schedule(Math.min(delayMs, patienceMs), () => {
        const isRefused = refused[calls.length % refused.length] === true;
        const taken = isRefused ? [] : entries.map(takenEntry);
        calls.push({ at: clock.now(), taken });
        if (delayMs > patienceMs) return;
        if (isRefused) reject(Object.assign(new Error('over the quota'), { name: 'ThrottlingException' }));
        else resolve({ Entries: entries.map(() => ({ EventId: 'taken' })) });
      });
    });
  const ports = {
    bus: { putEvents: ({ Entries }: Parameters<BusPort['putEvents']>[0]) => putEvents(Entries ?? []) },
    eventBusName: 'bus',
    clock,
    random: seededRandom(seed),
    log: recordingLog(),
    metrics: recordingMetrics(),
    brake: new PlayerBrake(clock),
    gate: new AdmissionGate({ unit: () => 0.5 }),
    rules: eventRules(new Map(), TWIN_TYPES),
  } as const;
  for (const [sequence, parts] of bodies.entries()) {
    begunAt = clock.now();
    const request = proxyRequest({ body: bodyOf(parts, sequence), isBase64Encoded: true });
    let ended = false;
    void ingestEvents(request, { playerId: PLAYER }, ports).then(({ body }) => {
      const types = parts.flatMap(({ type, events }) => Array<number>(events).fill(type));
      answers.push({ at: clock.now(), ...answered(JSON.parse(body).results, types) });
      ended = true;
    });
    await clock.advanceAsync(0);
    while (!ended && clock.step()) await clock.advanceAsync(0);
    await clock.advanceAsync(gapMs);
  }
  await clock.advanceAsync(10_000);
  return { calls, answers };
}

function takenEntry({ DetailType: type = '', Detail = '' }: PutEventsRequestEntry): TakenEntry {
  const { partitionKey, events } = JSON.parse(Detail);
  const bytes = Buffer.byteLength('cairn.ingest') + Buffer.byteLength(type) + Buffer.byteLength(Detail);
  return { type, key: partitionKey, events: events.length, bytes };
}

function answered(results: readonly IngestResult[], types: readonly number[]) {
  const left: Record<string, number> = {};
  let retryAfterMs = 0;
  for (const { index, outcome, code, retryAfterMs: waitMs = 0 } of results) {
    if (outcome === 'accepted') continue;
    if (outcome === 'rejected') throw new Error(`event ${index} was rejected: ${code}`);
    const refusal = code === 'player_rate' ? 'player rate' : REFUSAL_OF[outcome === 'shed' ? 'shed' : (code as 'shed')];
    count(left, types[index] ?? 0, refusal, 1);
    retryAfterMs = Math.max(retryAfterMs, waitMs);
  }
  return { left, retryAfterMs };
}

function count(left: Record<string, number>, type: number, refusal: Refusal, events: number): void {
  const name = `${TWIN_TYPES[type]?.type}: ${refusal}`;
  left[name] = (left[name] ?? 0) + events;
}

/** The simulator's ingest on the same input. */
export function simulatedIngest({ bodies, gapMs, callMs, refused, seed }: TwinInput): TwinOutput {
  const clock = new VirtualScheduler(0);
  const calls: { at: number; taken: TakenEntry[] }[] = [];
  const answers: TwinOutput['answers'][number][] = [];
  const tickets = new Tickets<ReturnType<typeof newJob>>();
  const constant = (meanMs: number) => ({ kind: 'constant', meanMs }) as const;
  const model = new IngestModel({
    scheduler: clock,
    random: seededRandom(seed),
    gateRandom: { unit: () => 0.5 },
    times: { ingest: constant(0), putEvents: constant(callMs), coldStart: constant(0) },
    disturbances: SLOW,
    quotas: {
      takeRequest: () => {
        const isRefused = refused[calls.length % refused.length] === true;
        calls.push({ at: clock.now(), taken: [] });
        return !isRefused;
      },
    },
    types: BODY_TYPES,
    tickets,
    tally: { throttles: { putEvents: 0 } } as ConstructorParameters<typeof IngestModel>[0]['tally'],
    put: ({ type, key, events, bytes }) => {
      calls.at(-1)?.taken.push({ type: TWIN_TYPES[type]?.type ?? '', key: key.text, events, bytes });
    },
  });
  const player = { text: PLAYER, hashKey: '0' };
  for (const parts of bodies) {
    const request = { player, parts, firstAt: clock.now(), attempts: 1, unconfirmed: undefined, answered: false };
    const job = newJob(request, clock.now());
    let ended = false;
    const invocation = { requestId: '', payload: tickets.put(job), deadline: Number.POSITIVE_INFINITY };
    const done = () => {
      const left: Record<string, number> = {};
      for (const { type, refusal, events } of job.answer.left) count(left, type, refusal, events);
      answers.push({ at: clock.now(), left, retryAfterMs: job.answer.retryAfterMs });
      ended = true;
    };
    model.run(1, invocation, () => {}, done);
    while (!ended && clock.step());
    clock.advance(gapMs);
  }
  clock.advance(10_000);
  return { calls, answers };
}
