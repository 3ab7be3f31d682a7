import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import { Fifo } from '../fifo.ts';
import { TokenBucket } from '../token-bucket.ts';

/**
 * The invocations of targets that an account may make a second in a region: what is over it "still occurs, but is
 * delayed", here first in, first out.
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

  /** Whether an invocation may be made now; one that may not belongs to `delay`. */
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
