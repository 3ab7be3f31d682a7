import { sampler } from '../../core/capacity/service-time-distribution.ts';
import { LIMITS } from '../../core/limits.ts';
import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import { PlayerBrake } from '../../lambdas/ingest/player-brake.ts';
import { BACKOFF_BASE_MS, BACKOFF_MAX_MS, CALLS_AT_ONCE, PUBLISH_DEADLINE_MS } from '../../lambdas/ingest/publish.ts';
import type { BusQuotas } from '../../local/services/event-bus/regional-quotas.ts';
import type { Executor, Invocation, InvocationResult } from '../../local/services/function-pool/invocation.ts';
import type { Part } from './composition.ts';
import type { Disturbances } from './disturbances.ts';
import { type PackedEntry, type Packing, pack } from './pack.ts';
import type { PhoneRequest, Refusal } from './request.ts';
import type { ServiceTimes } from './service-times.ts';
import type { Tally } from './tally.ts';
import type { Tickets } from './tickets.ts';

/** A request in ingest. */
export interface IngestJob {
  readonly request: PhoneRequest;
  /** When it arrived at the API. */
  readonly at: number;
  /** Entries that EventBridge did not take, and why. */
  left: PackedEntry[];
  refusal: Refusal | undefined;
  /** Entries that it took. */
  readonly taken: PackedEntry[];
  /** Nobody waits for its answer any more. */
  untold: boolean;
  /** The function was ended: it publishes nothing more. */
  ended: boolean;
}

const OK: InvocationResult = { payload: '' };

export interface IngestPorts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly times: ServiceTimes;
  readonly disturbances: Disturbances;
  readonly quotas: BusQuotas;
  readonly packings: readonly Packing[];
  readonly tickets: Tickets<IngestJob>;
  readonly tally: Tally;
  readonly put: (entry: PackedEntry, job: IngestJob) => void;
}

/** Ingest with its work replaced by its time; what it does about PutEvents' refusals is played as it is. */
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
    const isNew = !this.#jobs.has(environment);
    this.#jobs.set(environment, job);
    if (!isNew) {
      this.#work(environment, job, done);
      return;
    }
    this.#brakes.set(environment, new PlayerBrake(scheduler));
    scheduler.schedule(this.#coldMs(), () => {
      ready();
      this.#work(environment, job, done);
    });
  }

  discard(environment: number): void {
    const job = this.#jobs.get(environment);
    if (job !== undefined) job.ended = true;
    this.#jobs.delete(environment);
    this.#brakes.delete(environment);
  }

  #work(environment: number, job: IngestJob, done: (result: InvocationResult) => void): void {
    const { scheduler, packings, disturbances } = this.#ports;
    const serviceMs = this.#serviceMs() * disturbances.factor('ingest', scheduler.now());
    scheduler.schedule(serviceMs, () => {
      if (job.ended) return;
      const admitted = this.#brake(environment, job);
      const entries = pack(admitted, job.request.player, packings);
      this.#publish(job, entries, scheduler.now() + PUBLISH_DEADLINE_MS, 1, () => done(OK));
    });
  }

  /** The parts of a request that the brake on its player lets through; the others are left. */
  #brake(environment: number, job: IngestJob): readonly Part[] {
    const { parts, player } = job.request;
    const brake = this.#brakes.get(environment);
    if (brake === undefined) return parts;
    let left = Math.floor(brake.left(player.text));
    const admitted = parts.map(({ type, events }) => {
      const some = Math.min(events, left);
      left -= some;
      return { type, events: some };
    });
    brake.take(
      player.text,
      admitted.reduce((sum, { events }) => sum + events, 0),
    );
    const over = parts.map(({ type, events }, index) => ({ type, events: events - (admitted[index]?.events ?? 0) }));
    const refused = pack(over, player, this.#ports.packings);
    if (refused.length > 0) job.refusal = 'player rate';
    for (const entry of refused) job.left.push(entry);
    return admitted;
  }

  /** Entries in calls of ten, four at once, and again what was throttled and is not shed, until the deadline. */
  #publish(job: IngestJob, entries: readonly PackedEntry[], deadline: number, attempt: number, done: () => void): void {
    const { scheduler, random, tally } = this.#ports;
    const again: PackedEntry[] = [];
    let nextEntry = 0;
    let running = 0;
    const finish = (): void => {
      const waitMs = Math.round(random.unit() * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** (attempt - 1)));
      if (again.length > 0 && scheduler.now() + waitMs < deadline) {
        scheduler.schedule(waitMs, () => this.#publish(job, again, deadline, attempt + 1, done));
        return;
      }
      if (again.length > 0) job.refusal = 'PutEvents quota';
      for (const entry of again) job.left.push(entry);
      if (nextEntry < entries.length) job.refusal ??= 'publish deadline';
      for (const entry of entries.slice(nextEntry)) job.left.push(entry);
      done();
    };
    const callNext = (): void => {
      const from = nextEntry;
      nextEntry = Math.min(entries.length, from + LIMITS.eventBridgeEntriesPerCall.value);
      running += 1;
      const callMs = this.#putEventsMs() * this.#ports.disturbances.factor('putEvents', scheduler.now());
      scheduler.schedule(callMs, () => {
        running -= 1;
        if (job.ended) return;
        const taken = this.#ports.quotas.takeRequest();
        if (!taken) tally.throttles.putEvents += 1;
        for (
          let index = from;
          index < Math.min(entries.length, from + LIMITS.eventBridgeEntriesPerCall.value);
          index += 1
        ) {
          const entry = entries[index];
          if (entry === undefined) continue;
          if (taken) this.#ports.put(entry, job);
          else if (entry.sheddable) {
            job.left.push(entry);
            job.refusal ??= 'shed';
          } else again.push(entry);
        }
        if (nextEntry < entries.length && scheduler.now() < deadline) callNext();
        else if (running === 0) finish();
      });
    };
    while (running < CALLS_AT_ONCE && nextEntry < entries.length) callNext();
  }
}
