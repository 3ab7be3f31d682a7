import type { Random } from '../../../core/random.ts';
import type { Scheduler } from '../../../core/scheduler/scheduler.ts';
import type { Arrivals } from './arrivals.ts';
import type { RequestSizes } from './batch.ts';
import type { EventBodies } from './event-bodies.ts';
import type { Fleet } from './fleet.ts';
import type { Interval } from './load-report.ts';
import { readAnswer } from './read-answer.ts';
import type { Recorder } from './recorder.ts';
import type { LoadAnswer, Transport } from './transport.ts';

/** The generator's own limits; requests beyond them count as unsent. */
export interface LoadBounds {
  /** Requests without an answer yet. ≥ 1. */
  readonly maxInFlight: number;
  /** Bytes of their bodies. ≥ 1. */
  readonly maxInFlightBytes: number;
  /** Events of the whole run. ≥ 1. */
  readonly maxEvents: number;
  /** Time without an answer after which a request is given up. Milliseconds, ≥ 1. */
  readonly timeoutMs: number;
}

export interface LoadGeneratorOptions {
  readonly arrivals: Arrivals;
  readonly sizes: RequestSizes;
  readonly bodies: EventBodies;
  readonly fleet: Fleet;
  readonly transport: Transport;
  readonly recorder: Recorder;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly bounds: LoadBounds;
  /** Share of requests that are compressed. 0–1. */
  readonly gzipShare: number;
  /** Share of requests after which the connection is closed. 0–1. */
  readonly reconnectShare: number;
  /** Length of an interval of the timeline. Above 0. */
  readonly intervalMs: number;
  readonly onInterval: (interval: Interval) => void;
}

interface Flight {
  readonly types: readonly string[];
  readonly ids: readonly string[];
  readonly bytes: number;
  /** Both times by the scheduler's clock. */
  readonly intendedAt: number;
  readonly sentAt: number;
  giveUp: () => void;
}

/** A smaller body is shorter without gzip's header, and phones know that. */
const SMALLEST_GZIP = 1_024;
const TIMEOUT_CHECK_MS = 250;

/**
 * An open-model generator. Requests start when the arrival process says so, independently of earlier ones, and each
 * answer is timed from the intended start of its request. So delays of the endpoint or the generator show in the
 * latency, and do not reduce the load.
 */
export class LoadGenerator {
  readonly #options: LoadGeneratorOptions;
  /** In the order of sending. */
  readonly #flights = new Set<Flight>();
  #startedAt = 0;
  #inFlightBytes = 0;
  #events = 0;
  #mostInFlight = 0;
  #nextAt: number | undefined;
  #cancel = (): void => {};
  #done: () => void = () => {};
  #ended = false;

  constructor(options: LoadGeneratorOptions) {
    this.#options = options;
  }

  get mostInFlight(): number {
    return this.#mostInFlight;
  }

  /** Resolves once the profile is over and every request is answered or given up. */
  run(): Promise<void> {
    const { scheduler, arrivals, intervalMs } = this.#options;
    this.#startedAt = scheduler.now();
    this.#nextAt = arrivals.next();
    return new Promise((resolve) => {
      this.#done = resolve;
      this.#everyMs(intervalMs, () => this.#closeInterval());
      this.#everyMs(TIMEOUT_CHECK_MS, () => this.#giveUpOld());
      this.#wait();
    });
  }

  /** Sends no further requests; `run` resolves when the current ones are answered or given up. */
  stop(): void {
    this.#nextAt = undefined;
    this.#cancel();
    this.#endIfIdle();
  }

  #wait(): void {
    if (this.#nextAt === undefined) {
      this.#endIfIdle();
      return;
    }
    const { scheduler } = this.#options;
    this.#cancel = scheduler.schedule(this.#startedAt + this.#nextAt - scheduler.now(), () => this.#sendDue());
  }

  #sendDue(): void {
    const { scheduler, arrivals } = this.#options;
    const now = scheduler.now() - this.#startedAt;
    while (this.#nextAt !== undefined && this.#nextAt <= now) {
      this.#send(this.#startedAt + this.#nextAt);
      this.#nextAt = arrivals.next();
    }
    this.#wait();
  }

  #send(intendedAt: number): void {
    const { bodies, bounds, fleet, gzipShare, random, reconnectShare, recorder, scheduler, sizes, transport } =
      this.#options;
    const types = sizes.next();
    if (
      this.#flights.size >= bounds.maxInFlight ||
      this.#inFlightBytes >= bounds.maxInFlightBytes ||
      this.#events + types.length > bounds.maxEvents
    ) {
      recorder.unsent(types.length);
      return;
    }
    this.#events += types.length;
    const { text, ids } = bodies.next(types, new Date(scheduler.now()).toISOString());
    const { token, apiKey } = fleet.next();
    const gzip = text.length >= SMALLEST_GZIP && random.unit() < gzipShare;
    const closesConnection = random.unit() < reconnectShare;
    const flight: Flight = {
      types,
      ids,
      bytes: text.length,
      intendedAt,
      sentAt: scheduler.now(),
      giveUp: () => {},
    };
    this.#flights.add(flight);
    this.#inFlightBytes += flight.bytes;
    this.#mostInFlight = Math.max(this.#mostInFlight, this.#flights.size);
    flight.giveUp = transport.send({ body: text, token, apiKey, gzip, closesConnection }, (answer) =>
      this.#answered(flight, answer),
    );
    recorder.sent({ types, bytes: flight.bytes, gzip, closesConnection }, scheduler.now() - intendedAt);
  }

  #answered(flight: Flight, answer: LoadAnswer): void {
    const { recorder, scheduler } = this.#options;
    const latencyMs = scheduler.now() - flight.intendedAt;
    recorder.answered(flight.types, answer, readAnswer(flight.ids, answer), latencyMs);
    this.#land(flight);
  }

  #giveUpOld(): void {
    const { bounds, recorder, scheduler } = this.#options;
    const now = scheduler.now();
    for (const flight of this.#flights) {
      if (now - flight.sentAt < bounds.timeoutMs) break;
      flight.giveUp();
      recorder.timedOut(flight.types, now - flight.intendedAt);
      this.#land(flight);
    }
  }

  #land(flight: Flight): void {
    this.#flights.delete(flight);
    this.#inFlightBytes -= flight.bytes;
    this.#endIfIdle();
  }

  #endIfIdle(): void {
    if (this.#ended || this.#nextAt !== undefined || this.#flights.size > 0) return;
    this.#ended = true;
    this.#closeInterval();
    this.#done();
  }

  #closeInterval(): void {
    const { onInterval, recorder, scheduler } = this.#options;
    onInterval(recorder.closeInterval((scheduler.now() - this.#startedAt) / 1_000, this.#flights.size));
  }

  /** Calls `run` until the run ends, at multiples of the interval from its start. */
  #everyMs(intervalMs: number, run: () => void): void {
    const { scheduler } = this.#options;
    let due = this.#startedAt + intervalMs;
    const wait = (): void => {
      scheduler.schedule(due - scheduler.now(), () => {
        if (this.#ended) return;
        run();
        due += intervalMs;
        if (!this.#ended) wait();
      });
    };
    wait();
  }
}
