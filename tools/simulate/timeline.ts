import type { Tally, Throttles } from './tally.ts';

/** The run by intervals. Rates are events a second, of all types; lists have one value for each interval. */
export interface Timeline {
  readonly everySeconds: number;
  readonly offered: readonly number[];
  readonly accepted: readonly number[];
  readonly processed: readonly number[];
  /** Events in refused attempts. */
  readonly refused: readonly number[];
  readonly deadLettered: readonly number[];
  /** Latency of the events whose effect was stored in the interval, in milliseconds; `null` if there was none. */
  readonly p50: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
  /** At the interval's end. */
  readonly backlog: readonly number[];
  readonly types: readonly TypeTimeline[];
  /** Counts in the interval. */
  readonly throttles: Readonly<Record<keyof Throttles, readonly number[]>>;
}

export interface TypeTimeline {
  readonly type: string;
  /** Events at the interval's end. */
  readonly backlog: readonly number[];
  readonly iteratorAgeMs: readonly number[];
}

interface Totals {
  readonly offered: number;
  readonly accepted: number;
  readonly processed: number;
  readonly refused: number;
  readonly deadLettered: number;
  readonly throttles: Throttles;
}

/** Most intervals kept; after the last one the timeline ends, but not the run. */
const MOST_INTERVALS = 1_200;

/** Samples the tally at the end of each interval. */
export class TimelineRecorder {
  readonly #tally: Tally;
  readonly #iteratorAgeMs: (type: number) => number;
  readonly #timeline: {
    everySeconds: number;
    offered: number[];
    accepted: number[];
    processed: number[];
    refused: number[];
    deadLettered: number[];
    p50: (number | null)[];
    p99: (number | null)[];
    backlog: number[];
    types: { type: string; backlog: number[]; iteratorAgeMs: number[] }[];
    throttles: Record<keyof Throttles, number[]>;
  };
  #before: Totals;

  constructor(tally: Tally, types: readonly string[], everySeconds: number, iteratorAgeMs: (type: number) => number) {
    this.#tally = tally;
    this.#iteratorAgeMs = iteratorAgeMs;
    this.#before = this.#totals();
    const names = Object.keys(tally.throttles) as (keyof Throttles)[];
    this.#timeline = {
      everySeconds,
      offered: [],
      accepted: [],
      processed: [],
      refused: [],
      deadLettered: [],
      p50: [],
      p99: [],
      backlog: [],
      types: types.map((type) => ({ type, backlog: [], iteratorAgeMs: [] })),
      throttles: Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<keyof Throttles, number[]>,
    };
  }

  sample(): void {
    const { everySeconds, offered, accepted, processed, refused, deadLettered, p50, p99, ...others } = this.#timeline;
    const { backlog, types, throttles } = others;
    const tally = this.#tally;
    for (const [index, counts] of tally.types.entries()) {
      counts.maxIteratorAgeMs = Math.max(counts.maxIteratorAgeMs, this.#iteratorAgeMs(index));
    }
    if (offered.length >= MOST_INTERVALS) return;
    const [before, now] = [this.#before, this.#totals()];
    offered.push((now.offered - before.offered) / everySeconds);
    accepted.push((now.accepted - before.accepted) / everySeconds);
    processed.push((now.processed - before.processed) / everySeconds);
    refused.push((now.refused - before.refused) / everySeconds);
    deadLettered.push((now.deadLettered - before.deadLettered) / everySeconds);
    p50.push(tally.recent.quantile(0.5));
    p99.push(tally.recent.quantile(0.99));
    tally.recent.reset();
    backlog.push(tally.backlog);
    for (const [index, type] of types.entries()) {
      type.backlog.push(tally.backlogOf(index));
      type.iteratorAgeMs.push(Math.round(this.#iteratorAgeMs(index)));
    }
    for (const name of Object.keys(throttles) as (keyof Throttles)[]) {
      throttles[name].push(now.throttles[name] - before.throttles[name]);
    }
    this.#before = now;
  }

  get timeline(): Timeline {
    return this.#timeline;
  }

  #totals(): Totals {
    const tally = this.#tally;
    return {
      offered: tally.sum(({ sent }) => sent),
      accepted: tally.sum(({ accepted }) => accepted),
      processed: tally.sum(({ processed }) => processed),
      deadLettered: tally.sum(({ deadLettered }) => deadLettered),
      refused: Object.values(tally.refusedEvents).reduce((sum, events) => sum + events, 0),
      throttles: { ...tally.throttles },
    };
  }
}
