import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import { Fifo } from '../fifo.ts';
import { TokenBucket } from '../token-bucket.ts';

/**
 * Limits the target invocations of an account in a region per second. An invocation above the quota "still occurs, but
 * is delayed"; here the delayed ones run in their order.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
export class InvocationQuota {
  readonly #bucket: TokenBucket;
  readonly #scheduler: Scheduler;
  readonly #delayed = new Fifo<() => void>();

  constructor(perSecond: number, scheduler: Scheduler) {
    this.#bucket = new TokenBucket(perSecond, perSecond, scheduler.now());
    this.#scheduler = scheduler;
  }

  get delayed(): number {
    return this.#delayed.length;
  }

  /** Returns whether an invocation may run now; if not, call `delay`. */
  take(): boolean {
    return this.delayed === 0 && this.#bucket.take(1, this.#scheduler.now());
  }

  delay(invoke: () => void): void {
    this.#delayed.push(invoke);
    if (this.delayed === 1) this.#runLater();
  }

  #runLater(): void {
    this.#scheduler.schedule(Math.max(1, this.#bucket.waitMs(1, this.#scheduler.now())), () => {
      while (this.delayed > 0 && this.#bucket.take(1, this.#scheduler.now())) {
        this.#delayed.shift()?.();
      }
      if (this.delayed > 0) this.#runLater();
    });
  }
}
