import type { Cancel, Scheduler } from '../../../core/scheduler/scheduler.ts';

/** A scheduler that can drop everything that is still scheduled, so that a closed runtime keeps no process alive. */
export class ClosableScheduler implements Scheduler {
  readonly #inner: Scheduler;
  readonly #pending = new Set<Cancel>();
  #closed = false;

  constructor(inner: Scheduler) {
    this.#inner = inner;
  }

  now(): number {
    return this.#inner.now();
  }

  schedule(delayMs: number, callback: () => void): Cancel {
    if (this.#closed) return () => {};
    const cancelInner = this.#inner.schedule(delayMs, () => {
      this.#pending.delete(cancel);
      callback();
    });
    const cancel = (): void => {
      this.#pending.delete(cancel);
      cancelInner();
    };
    this.#pending.add(cancel);
    return cancel;
  }

  /** Cancels everything that is scheduled and schedules nothing more. */
  close(): void {
    this.#closed = true;
    for (const cancel of [...this.#pending]) cancel();
  }
}
