import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import { PERIOD_MS, type Reading, type Series } from '../../lambdas/governor/observation.ts';
import { AWS_DELAYS, delayOf } from '../../local/aws/services/delays.ts';

/** Minutes of a metric that are kept: longer than the governor reads back. */
const KEPT_MINUTES = 30;

/** A metric as CloudWatch has it: one value a minute, and late. */
export class MinuteMetric {
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #combine: (before: number, value: number) => number;
  #minute = -1;
  /** `undefined`: nothing yet in this minute. */
  #value: number | undefined;
  readonly #published: (Reading & { readonly publishedAt: number })[] = [];

  private constructor(scheduler: Scheduler, random: Random, combine: (before: number, value: number) => number) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.#combine = combine;
  }

  static sum(scheduler: Scheduler, random: Random): MinuteMetric {
    return new MinuteMetric(scheduler, random, (before, value) => before + value);
  }

  static maximum(scheduler: Scheduler, random: Random): MinuteMetric {
    return new MinuteMetric(scheduler, random, Math.max);
  }

  add(value: number): void {
    this.#close();
    this.#value = this.#value === undefined ? value : this.#combine(this.#value, value);
  }

  /** What CloudWatch has by now. Minutes without a value are missing. */
  series(): Series {
    this.#close();
    const now = this.#scheduler.now();
    return this.#published.filter(({ publishedAt }) => publishedAt <= now);
  }

  #close(): void {
    const minute = Math.floor(this.#scheduler.now() / PERIOD_MS);
    if (minute === this.#minute) return;
    if (this.#value !== undefined) this.#publish((this.#minute + 1) * PERIOD_MS, this.#value);
    this.#minute = minute;
    this.#value = undefined;
  }

  #publish(at: number, value: number): void {
    const publishedAt = at + delayOf(AWS_DELAYS.metricsMs, this.#random);
    this.#published.push({ at, value, publishedAt });
    if (this.#published.length > KEPT_MINUTES) this.#published.shift();
  }
}
