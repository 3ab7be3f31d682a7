import TinyQueue from 'tinyqueue';
import type { Cancel, Scheduler } from './scheduler.ts';

interface Entry {
  readonly at: number;
  /** Breaks ties, so that each run has the same order. */
  readonly sequence: number;
  /** `undefined` once cancelled: cheaper than removing the entry from the heap. */
  callback: (() => void) | undefined;
}

/**
 * Cancelled entries that may lie in the heap before they are counted; beyond this, at most half of the heap may be
 * cancelled.
 */
const KEPT_CANCELLED = 1_000;

/** A clock that jumps from one scheduled callback to the next: hours of traffic in seconds, the same on each run. */
export class VirtualScheduler implements Scheduler {
  #queue = new TinyQueue<Entry>([], earlier);
  #now: number;
  #sequence = 0;
  #cancelled = 0;

  /** @param startMs start time, in milliseconds since the Unix epoch */
  constructor(startMs = 0) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  schedule(delayMs: number, callback: () => void): Cancel {
    const entry: Entry = { at: this.#now + Math.max(0, delayMs), sequence: this.#sequence, callback };
    this.#sequence += 1;
    this.#queue.push(entry);
    return () => {
      if (entry.callback === undefined) return;
      entry.callback = undefined;
      this.#cancelled += 1;
      // Callers cancel nearly all timeouts long before they are due; left in the heap, they would make up most of it.
      if (this.#cancelled > KEPT_CANCELLED && this.#cancelled > this.#queue.length / 2) this.#dropCancelled();
    };
  }

  /** Runs the next callback and moves the time to it. `false` if none remains. */
  step(): boolean {
    for (;;) {
      const entry = this.#queue.pop();
      if (entry === undefined) return false;
      const { callback } = entry;
      if (callback === undefined) {
        this.#cancelled -= 1;
        continue;
      }
      // A later cancel has no effect.
      entry.callback = undefined;
      this.#now = entry.at;
      callback();
      return true;
    }
  }

  /** Runs what is due within `durationMs` and leaves the clock there. */
  advance(durationMs: number): void {
    const until = this.#now + durationMs;
    while (this.#isDueBy(until)) this.step();
    this.#now = until;
  }

  /**
   * Like `advance`, but lets promises that a callback resolved continue before the next callback: for code that awaits,
   * such as the functions' logic. Each step waits until the microtask queue is empty.
   */
  async advanceAsync(durationMs: number): Promise<void> {
    const until = this.#now + durationMs;
    await drainMicrotasks();
    while (this.#isDueBy(until)) {
      this.step();
      await drainMicrotasks();
    }
    this.#now = until;
  }

  /** `true` if `step` has a callback to run by `until`. Drops cancelled ones in front of it. */
  #isDueBy(until: number): boolean {
    for (;;) {
      const next = this.#queue.peek();
      if (next === undefined || next.at > until) return false;
      if (next.callback !== undefined) return true;
      this.#queue.pop();
      this.#cancelled -= 1;
    }
  }

  #dropCancelled(): void {
    this.#queue = new TinyQueue(
      this.#queue.data.filter(({ callback }) => callback !== undefined),
      earlier,
    );
    this.#cancelled = 0;
  }
}

function earlier(a: Entry, b: Entry): number {
  return a.at - b.at || a.sequence - b.sequence;
}

/** `setImmediate` runs after every promise that can be settled without a timer has been. */
function drainMicrotasks(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
