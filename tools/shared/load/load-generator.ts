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

/** What the generator never goes beyond; what it would take is counted as unsent. */
export interface LoadBounds {
  /** Requests without an answer. ≥ 1. */
  readonly maxInFlight: number;
  /** Bytes of their bodies. ≥ 1. */
  readonly maxInFlightBytes: number;
  /** Events of the whole run. ≥ 1. */
  readonly maxEvents: number;
  /** After so long without an answer a request is given up. Milliseconds, ≥ 1. */
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
  /** Of requests, those that travel compressed. 0–1. */
  readonly gzipShare: number;
  /** Of requests, those whose connection ends after them. 0–1. */
  readonly reconnectShare: number;
  /** Length of a stretch of the timeline. Above 0. */
  readonly intervalMs: number;
  readonly onInterval: (interval: Interval) => void;
}

interface Flight {
  readonly types: readonly string[];
  readonly ids: readonly string[];
  readonly bytes: number;
  /** Both on the scheduler's clock. */
  readonly intendedAt: number;
  readonly sentAt: number;
  giveUp: () => void;
}

/** A body below this is smaller plain than with gzip's headers around it, and phones know. */
const SMALLEST_GZIP = 1_024;
const TIMEOUT_CHECK_MS = 250;

/**
 * An open-model generator: requests start when the arrival process says so, whatever became of the ones before, and each
 * answer is timed from when its request should have started. What the endpoint or the generator holds up is therefore
 * seen in the latency and not hidden by sending less.
 */
export class LoadGenerator {
  readonly #options: LoadGeneratorOptions;
  /** In the order in which they were sent. */
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

  /** Sends no further request; `run` resolves when those under way are answered or given up. */
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

  /** Again and again until the run ends, at multiples of the interval from its start. */
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
