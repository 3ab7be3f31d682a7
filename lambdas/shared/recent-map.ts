import type { Clock } from '../../core/scheduler/scheduler.ts';

interface Entry<Value> {
  readonly value: Value;
  readonly setAt: number;
}

/** A map of the last values set: at most `limit` entries, none older than `lifeMs`. */
export class RecentMap<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #limit: number;
  readonly #lifeMs: number;
  readonly #clock: Clock;

  constructor(limit: number, lifeMs: number, clock: Clock) {
    this.#limit = limit;
    this.#lifeMs = lifeMs;
    this.#clock = clock;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    return entry === undefined || this.#clock.now() - entry.setAt > this.#lifeMs ? undefined : entry.value;
  }

  set(key: string, value: Value): void {
    // Moves a key that is set again to the end, so that the first entry is the one set longest ago.
    this.#entries.delete(key);
    this.#entries.set(key, { value, setAt: this.#clock.now() });
    if (this.#entries.size <= this.#limit) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}
