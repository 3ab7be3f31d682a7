import type { Random } from '../../../core/random.ts';
import type { Cancel, Scheduler } from '../../../core/scheduler/scheduler.ts';
import type { Phone } from './fleet.ts';
import { Histogram } from './histogram.ts';
import type { ReadReport } from './load-report.ts';
import type { Transport } from './transport.ts';

/** Something that each phone looks at now and then. */
export interface Look {
  /** Below the API's address, such as `/v1/hunts/edinburgh/leaderboard`. */
  readonly path: string;
  /** Of one phone, on the mean. Above 0. */
  readonly secondsBetween: number;
}

export interface LookersOptions {
  readonly looks: readonly Look[];
  readonly phones: readonly Phone[];
  readonly transport: Transport;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** For how long they look. ≥ 0. */
  readonly seconds: number;
}

/**
 * The phones as readers: each look comes at random times (Poisson), from any phone, as many as all of them together make.
 * An open model, as the events' is: a slow answer delays no other look. Nothing is repeated.
 */
export class Lookers {
  readonly #options: LookersOptions;
  readonly #statuses = new Map<string, number>();
  readonly #latency = new Histogram();
  /** By look: those whose next time is behind the end wait for nothing. */
  readonly #cancels = new Map<number, Cancel>();
  #endsAt = 0;
  #sent = 0;
  #failed = 0;
  #answered = 0;

  constructor(options: LookersOptions) {
    this.#options = options;
  }

  start(): void {
    const now = this.#options.scheduler.now();
    this.#endsAt = now + this.#options.seconds * 1_000;
    for (const [index, look] of this.#options.looks.entries()) this.#wait(index, look, now);
  }

  /** Sends no further request. */
  stop(): void {
    for (const cancel of this.#cancels.values()) cancel();
  }

  report(): ReadReport {
    return {
      sent: this.#sent,
      byStatus: Object.fromEntries([...this.#statuses].sort(([one], [other]) => (one < other ? -1 : 1))),
      failed: this.#failed,
      unanswered: this.#sent - this.#answered - this.#failed,
      latencyMs: this.#latency.percentiles(),
    };
  }

  /** @param before when the last look should have been: a late timer makes no look after it later */
  #wait(index: number, look: Look, before: number): void {
    const { scheduler, random, phones } = this.#options;
    const at = before + (-Math.log(1 - random.unit()) * 1_000 * look.secondsBetween) / phones.length;
    if (at >= this.#endsAt) return;
    const cancel = scheduler.schedule(Math.max(0, at - scheduler.now()), () => {
      this.#send(look.path, at);
      this.#wait(index, look, at);
    });
    this.#cancels.set(index, cancel);
  }

  #send(path: string, intendedAt: number): void {
    const { phones, random, scheduler, transport } = this.#options;
    const phone = phones[Math.floor(random.unit() * phones.length)];
    if (phone === undefined) return;
    this.#sent += 1;
    transport.get(path, phone, (answer) => {
      if (answer.status === undefined) {
        this.#failed += 1;
        return;
      }
      this.#answered += 1;
      this.#statuses.set(String(answer.status), (this.#statuses.get(String(answer.status)) ?? 0) + 1);
      this.#latency.add(scheduler.now() - intendedAt);
    });
  }
}
