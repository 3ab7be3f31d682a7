import { sampler } from '../../core/capacity/model/service-time-distribution.ts';
import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import { AdmissionGate, type Admit } from '../../lambdas/ingest/admission-gate.ts';
import { headOf, type PublishedResult, resultOf } from '../../lambdas/ingest/answer.ts';
import type { CallAnswer, EntryAnswer } from '../../lambdas/ingest/judge-entry.ts';
import { eventsAllowed, PlayerBrake, waitForEventsMs } from '../../lambdas/ingest/player-brake.ts';
import { carryOut, Publication } from '../../lambdas/ingest/publication.ts';
import type { AdmissionLevel } from '../../lambdas/shared/store/admission-item.ts';
import type { BusQuotas } from '../../local/aws/services/event-bus/regional-quotas.ts';
import type { Executor, Invocation, InvocationResult } from '../../local/aws/services/function-pool/invocation.ts';
import { type BodyEntry, type BodyType, packBody } from './body.ts';
import type { Part } from './composition.ts';
import type { Disturbances } from './disturbances.ts';
import { ALL_ACCEPTED, type Answer, type PhoneRequest, REFUSAL_OF, type RefusedPart } from './request.ts';
import type { ServiceTimes } from './service-times.ts';
import type { Tally } from './tally.ts';
import type { Tickets } from './tickets.ts';

/** A request in ingest. */
export interface IngestJob {
  readonly request: PhoneRequest;
  /** When the request arrived at the API. */
  readonly at: number;
  /** Entries that EventBridge accepted. */
  readonly published: BodyEntry[];
  /** Accepted entries that the answer does not confirm. */
  readonly unconfirmed: BodyEntry[];
  answer: Answer;
  /** The phone no longer waits for the answer. */
  abandoned: boolean;
  /** The function was ended: it publishes nothing more. */
  ended: boolean;
}

export function newJob(request: PhoneRequest, at: number): IngestJob {
  return { request, at, published: [], unconfirmed: [], answer: ALL_ACCEPTED, abandoned: false, ended: false };
}

const OK: InvocationResult = { payload: '' };
const NO_ANSWER: CallAnswer = { kind: 'timed-out' };
const OVER_QUOTA: CallAnswer = { kind: 'failed', errorName: 'ThrottlingException' };
const TAKEN: EntryAnswer = { EventId: 'simulated' };

export interface IngestPorts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** Random numbers of what is shed. */
  readonly gateRandom: Random;
  /** The governor's level, as the table has it. @default no governor acts */
  readonly admission?: (() => AdmissionLevel) | undefined;
  readonly times: Pick<ServiceTimes, 'ingest' | 'putEvents' | 'coldStart'>;
  readonly disturbances: Disturbances;
  readonly quotas: Pick<BusQuotas, 'takeRequest'>;
  readonly types: readonly BodyType[];
  readonly tickets: Pick<Tickets<IngestJob>, 'take'>;
  readonly tally: Pick<Tally, 'throttles'>;
  /** Called for each PutEvents call over the quota. @default nothing */
  readonly putThrottled?: (() => void) | undefined;
  readonly put: (entry: BodyEntry, job: IngestJob) => void;
}

/** Ingest with its work replaced by its time. Production's own rules make its decisions. */
export class IngestModel implements Executor {
  readonly #ports: IngestPorts;
  readonly #serviceMs: () => number;
  readonly #putEventsMs: () => number;
  readonly #coldMs: () => number;
  readonly #jobs = new Map<number, IngestJob | undefined>();
  readonly #environments = new Map<number, Environment>();

  constructor(ports: IngestPorts) {
    this.#ports = ports;
    this.#serviceMs = sampler(ports.times.ingest, ports.random);
    this.#putEventsMs = sampler(ports.times.putEvents, ports.random);
    this.#coldMs = sampler(ports.times.coldStart, ports.random);
  }

  run(environment: number, { payload }: Invocation, ready: () => void, done: (result: InvocationResult) => void): void {
    const { scheduler, tickets, gateRandom } = this.#ports;
    const job = tickets.take(payload);
    this.#jobs.set(environment, job);
    const warm = this.#environments.get(environment);
    if (warm !== undefined) {
      this.#work(warm, job, done);
      return;
    }
    const cold: Environment = { brake: new PlayerBrake(scheduler), gate: new AdmissionGate(gateRandom) };
    this.#environments.set(environment, cold);
    scheduler.schedule(this.#coldMs(), () => {
      ready();
      this.#work(cold, job, done);
    });
  }

  discard(environment: number): void {
    const job = this.#jobs.get(environment);
    if (job !== undefined) job.ended = true;
    this.#jobs.delete(environment);
    this.#environments.delete(environment);
  }

  #work({ brake, gate }: Environment, job: IngestJob, done: (result: InvocationResult) => void): void {
    const { scheduler, random, types, disturbances, admission } = this.#ports;
    const serviceMs = this.#serviceMs() * disturbances.factor('ingest', scheduler.now());
    scheduler.schedule(serviceMs, () => {
      if (job.ended) return;
      const now = scheduler.now();
      if (admission !== undefined && gate.begins(now)) gate.received(admission());
      const { passed, shed } = gated(gate.request(now), job.request.parts, types);
      const { admitted, over } = admit(brake, { parts: passed, player: job.request.player });
      const entries = packBody(admitted, job.request.player, types);
      const publication = new Publication(entries, scheduler.now(), random);
      const put = (positions: readonly number[], answered: (answer: CallAnswer) => void) =>
        this.#putEvents(job, positions, entries, publication.deadline, answered);
      carryOut(publication, scheduler, put, () => {
        gate.published(publication.outcomes, scheduler.now());
        job.answer = answerOf(entries, publication.outcomes, [over, shed]);
        done(OK);
      });
    });
  }

  /**
   * Simulates a PutEvents call. EventBridge may have accepted a call that lasts beyond the deadline, but ingest does
   * not learn it.
   */
  #putEvents(
    job: IngestJob,
    positions: readonly number[],
    entries: readonly BodyEntry[],
    deadline: number,
    answered: (answer: CallAnswer) => void,
  ): void {
    const { scheduler, quotas, tally, disturbances, put, putThrottled } = this.#ports;
    if (job.ended) return;
    const now = scheduler.now();
    const callMs = this.#putEventsMs() * disturbances.factor('putEvents', now);
    const inTime = callMs <= deadline - now;
    scheduler.schedule(inTime ? callMs : deadline - now, () => {
      if (job.ended) return;
      const isTaken = quotas.takeRequest();
      if (!isTaken) {
        tally.throttles.putEvents += 1;
        putThrottled?.();
      }
      for (const position of isTaken ? positions : []) {
        const entry = entries[position];
        if (entry === undefined) continue;
        if (!inTime) job.unconfirmed.push(entry);
        put(entry, job);
      }
      if (!inTime) answered(NO_ANSWER);
      else if (isTaken) answered({ kind: 'answered', results: positions.map(() => TAKEN) });
      else answered(OVER_QUOTA);
    });
  }
}

/** What an environment of ingest keeps. */
interface Environment {
  readonly brake: PlayerBrake;
  readonly gate: AdmissionGate;
}

/** Events that are not published: the player's brake holds them back, or they are shed. */
interface Held {
  readonly parts: readonly Part[];
  readonly refusal: 'player rate' | 'shed';
  readonly retryAfterMs: number;
}

const NOTHING: readonly Part[] = [];

/** The parts of a request that the brake allows, in order. */
function admit(
  brake: PlayerBrake,
  { parts, player }: Pick<PhoneRequest, 'parts' | 'player'>,
): { readonly admitted: readonly Part[]; readonly over: Held } {
  const left = brake.remaining(player.text);
  let sent = 0;
  for (const { events } of parts) sent += events;
  const some = eventsAllowed(left, sent);
  brake.take(player.text, some);
  if (some === sent) return { admitted: parts, over: { parts: NOTHING, refusal: 'player rate', retryAfterMs: 0 } };
  const admitted: Part[] = [];
  const held: Part[] = [];
  let room = some;
  for (const { type, events } of parts) {
    const allowed = eventsAllowed(room, events);
    room -= allowed;
    if (allowed > 0) admitted.push({ type, events: allowed });
    if (allowed < events) held.push({ type, events: events - allowed });
  }
  const retryAfterMs = waitForEventsMs(left - some, sent - some);
  return { admitted, over: { parts: held, refusal: 'player rate', retryAfterMs } };
}

/** The parts of a request that are not shed. */
function gated(
  admit: Admit | undefined,
  parts: readonly Part[],
  types: readonly BodyType[],
): { readonly passed: readonly Part[]; readonly shed: Held } {
  const held: Part[] = [];
  let retryAfterMs = 0;
  const passed =
    admit === undefined
      ? parts
      : parts.filter((part) => {
          const type = types[part.type];
          const waitMs = type === undefined ? 0 : admit(type);
          retryAfterMs = Math.max(retryAfterMs, waitMs);
          if (waitMs > 0) held.push(part);
          return waitMs === 0;
        });
  return { passed, shed: { parts: held, refusal: 'shed', retryAfterMs } };
}

/** The answer to the phone. */
function answerOf(entries: readonly BodyEntry[], outcomes: Publication['outcomes'], held: readonly Held[]): Answer {
  if (held.every(({ parts }) => parts.length === 0) && outcomes.every((outcome) => outcome === 'accepted'))
    return ALL_ACCEPTED;
  const left: RefusedPart[] = held.flatMap(({ parts, refusal }) =>
    parts.map(({ type, events }) => ({ type, events, refusal })),
  );
  const results: PublishedResult[] = [];
  for (const [position, outcome] of outcomes.entries()) {
    if (outcome === 'accepted') continue;
    const { type = 0, events = 0 } = entries[position] ?? {};
    left.push({ type, events, refusal: REFUSAL_OF[outcome] });
    results.push(resultOf(outcome));
  }
  return { left, retryAfterMs: Math.max(...held.map((each) => each.retryAfterMs), headOf(results).retryAfterMs) };
}
