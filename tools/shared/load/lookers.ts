import type { Random } from '../../../core/random.ts';
import type { Cancel, Scheduler } from '../../../core/scheduler/scheduler.ts';
import type { Phone } from './fleet.ts';
import { Histogram } from './histogram.ts';
import type { ReadReport } from './load-report.ts';
import type { Transport } from './transport.ts';

/** A resource that each phone reads now and then. */
export interface Look {
  /** Path below the API's address, such as `/v1/hunts/edinburgh/leaderboard`. */
  readonly path: string;
  /** Mean time between two reads of one phone. Above 0. */
  readonly secondsBetween: number;
}

export interface LookersOptions {
  readonly looks: readonly Look[];
  readonly phones: readonly Phone[];
  readonly transport: Transport;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** How long the phones read. ≥ 0. */
  readonly seconds: number;
}

/**
 * The phones as readers. Each look has random times (Poisson) and random phones, at the rate of all phones together.
 * An open model, like that of the events: a slow answer delays no other read. Nothing is repeated.
 */
export class Lookers {
  readonly #options: LookersOptions;
  readonly #statuses = new Map<string, number>();
  readonly #latency = new Histogram();
  /** By look. A look whose next time is after the end has no timer. */
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

  /** @param before when the last look should have started: a late timer does not delay the looks after it */
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
