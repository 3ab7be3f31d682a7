import { BoundedCounts, Histogram } from './histogram.ts';
import type { EventCounts, Interval, LoadReport } from './load-report.ts';
import { OUTCOMES, type Outcome, type ReadAnswer } from './read-answer.ts';
import type { LoadAnswer } from './transport.ts';

type MutableCounts = { -readonly [Key in keyof EventCounts]: number };

/** A request that was sent, as reported to the recorder. */
export interface SentRequest {
  readonly types: readonly string[];
  readonly bytes: number;
  readonly gzip: boolean;
  readonly closesConnection: boolean;
}

/** Counts and times of a run, in total and by interval. Memory does not grow with the run, except for the intervals. */
export class Recorder {
  readonly #total = zero();
  readonly #byType = new Map<string, MutableCounts>();
  readonly #codes = new Map<string, number>();
  readonly #statuses = new Map<string, number>();
  readonly #contradictions = new Map<string, number>();
  readonly #latency = new Histogram();
  readonly #scheduleError = new Histogram();
  readonly #scheduleErrorBounds = new BoundedCounts();
  readonly #latencyNow = new Histogram();
  readonly #scheduleErrorNow = new Histogram();
  readonly #timeline: Interval[] = [];
  #now = zero();
  #offeredNow = 0;
  #unsentNow = 0;
  #offered = 0;
  #unsent = 0;
  #requests = 0;
  #unsentRequests = 0;
  #bytes = 0;
  #gzipped = 0;
  #reconnected = 0;
  #timedOut = 0;
  #failed = 0;

  get timeline(): readonly Interval[] {
    return this.#timeline;
  }

  unsent(events: number): void {
    this.#offered += events;
    this.#offeredNow += events;
    this.#unsent += events;
    this.#unsentNow += events;
    this.#unsentRequests += 1;
  }

  sent({ types, bytes, gzip, closesConnection }: SentRequest, scheduleErrorMs: number): void {
    this.#offered += types.length;
    this.#offeredNow += types.length;
    this.#total.sent += types.length;
    this.#now.sent += types.length;
    for (const type of types) this.#of(type).sent += 1;
    this.#requests += 1;
    this.#bytes += bytes;
    if (gzip) this.#gzipped += 1;
    if (closesConnection) this.#reconnected += 1;
    this.#scheduleError.add(scheduleErrorMs);
    this.#scheduleErrorNow.add(scheduleErrorMs);
    this.#scheduleErrorBounds.add(scheduleErrorMs);
  }

  /** @param latencyMs from the intended start */
  answered(types: readonly string[], answer: LoadAnswer, read: ReadAnswer, latencyMs: number): void {
    if (answer.status === undefined) this.#failed += 1;
    else {
      add(this.#statuses, String(answer.status));
      this.#recordLatency(latencyMs);
    }
    if (read.contradiction !== undefined) add(this.#contradictions, read.contradiction);
    for (const [index, { outcome, code }] of read.events.entries()) {
      this.#count(types[index] ?? '', outcome);
      if (code !== undefined) add(this.#codes, code);
    }
  }

  /** @param latencyMs from the intended start: the shortest time that the answer would have taken */
  timedOut(types: readonly string[], latencyMs: number): void {
    this.#timedOut += 1;
    this.#recordLatency(latencyMs);
    for (const type of types) this.#count(type, 'unanswered');
    add(this.#codes, 'timeout', types.length);
  }

  /** Closes the interval that ends at `seconds`. */
  closeInterval(seconds: number, inFlight: number): Interval {
    const { sent, ...outcomes } = this.#now;
    const interval: Interval = {
      seconds,
      offered: this.#offeredNow,
      unsent: this.#unsentNow,
      sent,
      outcomes,
      p50Ms: this.#latencyNow.percentile(50),
      p99Ms: this.#latencyNow.percentile(99),
      maxMs: this.#latencyNow.max,
      scheduleErrorP99Ms: this.#scheduleErrorNow.percentile(99),
      inFlight,
    };
    this.#timeline.push(interval);
    this.#now = zero();
    this.#offeredNow = 0;
    this.#unsentNow = 0;
    this.#latencyNow.reset();
    this.#scheduleErrorNow.reset();
    return interval;
  }

  report(): Pick<
    LoadReport,
    | 'events'
    | 'byType'
    | 'codes'
    | 'requests'
    | 'contradictions'
    | 'latencyMs'
    | 'scheduleErrorMs'
    | 'scheduleErrorHistogram'
    | 'timeline'
  > {
    const mean = (sum: number): number => (this.#requests === 0 ? 0 : sum / this.#requests);
    return {
      events: { ...this.#total, offered: this.#offered, unsent: this.#unsent },
      byType: Object.fromEntries([...this.#byType].map(([type, counts]) => [type, { ...counts }])),
      codes: Object.fromEntries(this.#codes),
      requests: {
        sent: this.#requests,
        unsent: this.#unsentRequests,
        byStatus: Object.fromEntries(this.#statuses),
        timedOut: this.#timedOut,
        failed: this.#failed,
        gzipped: this.#gzipped,
        reconnected: this.#reconnected,
        meanBytes: mean(this.#bytes),
        meanEvents: mean(this.#total.sent),
      },
      contradictions: Object.fromEntries(this.#contradictions),
      latencyMs: this.#latency.percentiles(),
      scheduleErrorMs: this.#scheduleError.percentiles(),
      scheduleErrorHistogram: this.#scheduleErrorBounds.counts(),
      timeline: this.#timeline,
    };
  }

  #recordLatency(latencyMs: number): void {
    this.#latency.add(latencyMs);
    this.#latencyNow.add(latencyMs);
  }

  #count(type: string, outcome: Outcome): void {
    this.#total[outcome] += 1;
    this.#now[outcome] += 1;
    this.#of(type)[outcome] += 1;
  }

  #of(type: string): MutableCounts {
    const known = this.#byType.get(type);
    if (known !== undefined) return known;
    const made = zero();
    this.#byType.set(type, made);
    return made;
  }
}

function zero(): MutableCounts {
  return { sent: 0, ...Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) } as MutableCounts;
}

/** The endpoint sends codes and statuses, so the number kept is limited. */
const MOST_KEYS = 100;

function add(counts: Map<string, number>, key: string, count = 1): void {
  const kept = counts.has(key) || counts.size < MOST_KEYS ? key : 'others';
  counts.set(kept, (counts.get(kept) ?? 0) + count);
}
