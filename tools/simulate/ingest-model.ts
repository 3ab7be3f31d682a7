import { sampler } from '../../core/capacity/model/service-time-distribution.ts';
import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import { headOf, type PublishedResult, resultOf } from '../../lambdas/ingest/answer.ts';
import type { CallAnswer, EntryAnswer } from '../../lambdas/ingest/judge-entry.ts';
import { eventsAllowed, PlayerBrake, waitForEventsMs } from '../../lambdas/ingest/player-brake.ts';
import { carryOut, Publication } from '../../lambdas/ingest/publication.ts';
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
  readonly times: Pick<ServiceTimes, 'ingest' | 'putEvents' | 'coldStart'>;
  readonly disturbances: Disturbances;
  readonly quotas: Pick<BusQuotas, 'takeRequest'>;
  readonly types: readonly BodyType[];
  readonly tickets: Pick<Tickets<IngestJob>, 'take'>;
  readonly tally: Pick<Tally, 'throttles'>;
  readonly put: (entry: BodyEntry, job: IngestJob) => void;
}

/** Ingest with its work replaced by its time. Production's own rules make its decisions. */
export class IngestModel implements Executor {
  readonly #ports: IngestPorts;
  readonly #serviceMs: () => number;
  readonly #putEventsMs: () => number;
  readonly #coldMs: () => number;
  readonly #jobs = new Map<number, IngestJob | undefined>();
  /** By environment. */
  readonly #brakes = new Map<number, PlayerBrake>();

  constructor(ports: IngestPorts) {
    this.#ports = ports;
    this.#serviceMs = sampler(ports.times.ingest, ports.random);
    this.#putEventsMs = sampler(ports.times.putEvents, ports.random);
    this.#coldMs = sampler(ports.times.coldStart, ports.random);
  }

  run(environment: number, { payload }: Invocation, ready: () => void, done: (result: InvocationResult) => void): void {
    const { scheduler, tickets } = this.#ports;
    const job = tickets.take(payload);
    this.#jobs.set(environment, job);
    const brake = this.#brakes.get(environment);
    if (brake !== undefined) {
      this.#work(brake, job, done);
      return;
    }
    const newBrake = new PlayerBrake(scheduler);
    this.#brakes.set(environment, newBrake);
    scheduler.schedule(this.#coldMs(), () => {
      ready();
      this.#work(newBrake, job, done);
    });
  }

  discard(environment: number): void {
    const job = this.#jobs.get(environment);
    if (job !== undefined) job.ended = true;
    this.#jobs.delete(environment);
    this.#brakes.delete(environment);
  }

  #work(brake: PlayerBrake, job: IngestJob, done: (result: InvocationResult) => void): void {
    const { scheduler, random, types, disturbances } = this.#ports;
    const serviceMs = this.#serviceMs() * disturbances.factor('ingest', scheduler.now());
    scheduler.schedule(serviceMs, () => {
      if (job.ended) return;
      const { admitted, over } = admit(brake, job.request);
      const entries = packBody(admitted, job.request.player, types);
      const publication = new Publication(entries, scheduler.now(), random);
      const put = (positions: readonly number[], answered: (answer: CallAnswer) => void) =>
        this.#putEvents(job, positions, entries, publication.deadline, answered);
      carryOut(publication, scheduler, put, () => {
        job.answer = answerOf(entries, publication.outcomes, over);
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
    const { scheduler, quotas, tally, disturbances, put } = this.#ports;
    if (job.ended) return;
    const now = scheduler.now();
    const callMs = this.#putEventsMs() * disturbances.factor('putEvents', now);
    const inTime = callMs <= deadline - now;
    scheduler.schedule(inTime ? callMs : deadline - now, () => {
      if (job.ended) return;
      const isTaken = quotas.takeRequest();
      if (!isTaken) tally.throttles.putEvents += 1;
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

/** Events that the player's brake holds back. */
interface Braked {
  readonly parts: readonly Part[];
  readonly retryAfterMs: number;
}

const NOTHING: readonly Part[] = [];

/** The parts of a request that the brake allows, in order. */
function admit(
  brake: PlayerBrake,
  { parts, player }: PhoneRequest,
): { readonly admitted: readonly Part[]; readonly over: Braked } {
  const left = brake.remaining(player.text);
  let sent = 0;
  for (const { events } of parts) sent += events;
  const some = eventsAllowed(left, sent);
  brake.take(player.text, some);
  if (some === sent) return { admitted: parts, over: { parts: NOTHING, retryAfterMs: 0 } };
  const admitted: Part[] = [];
  const held: Part[] = [];
  let room = some;
  for (const { type, events } of parts) {
    const allowed = eventsAllowed(room, events);
    room -= allowed;
    if (allowed > 0) admitted.push({ type, events: allowed });
    if (allowed < events) held.push({ type, events: events - allowed });
  }
  return { admitted, over: { parts: held, retryAfterMs: waitForEventsMs(left - some, sent - some) } };
}

/** The answer to the phone. */
function answerOf(
  entries: readonly BodyEntry[],
  outcomes: Publication['outcomes'],
  { parts, retryAfterMs: brakedMs }: Braked,
): Answer {
  if (parts.length === 0 && outcomes.every((outcome) => outcome === 'accepted')) return ALL_ACCEPTED;
  const left: RefusedPart[] = parts.map(({ type, events }) => ({ type, events, refusal: 'player rate' }));
  const results: PublishedResult[] = [];
  for (const [position, outcome] of outcomes.entries()) {
    if (outcome === 'accepted') continue;
    const { type = 0, events = 0 } = entries[position] ?? {};
    left.push({ type, events, refusal: REFUSAL_OF[outcome] });
    results.push(resultOf(outcome));
  }
  return { left, retryAfterMs: Math.max(brakedMs, headOf(results).retryAfterMs) };
}
