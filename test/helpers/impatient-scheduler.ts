import type { Cancel, Scheduler } from '../../core/scheduler/scheduler.ts';
import { VirtualScheduler } from '../../core/scheduler/virtual-scheduler.ts';

/** Virtual time that jumps on by itself as soon as all is waiting: for code under test that sleeps between tries. */
export class ImpatientScheduler implements Scheduler {
  readonly #virtual: VirtualScheduler;

  constructor(startMs: number) {
    this.#virtual = new VirtualScheduler(startMs);
  }

  now(): number {
    return this.#virtual.now();
  }

  schedule(delayMs: number, callback: () => void): Cancel {
    const cancel = this.#virtual.schedule(delayMs, callback);
    setImmediate(() => this.#virtual.step());
    return cancel;
  }
}
