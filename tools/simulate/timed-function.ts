import { type ServiceTimeDistribution, sampler } from '../../core/capacity/model/service-time-distribution.ts';
import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import type { Executor, Invocation, InvocationResult } from '../../local/aws/services/function-pool/invocation.ts';

const OK: InvocationResult = { payload: '' };

/** A function that only takes time: the authorizer, and query. */
export class TimedFunction implements Executor {
  readonly #scheduler: Scheduler;
  readonly #serviceMs: () => number;
  readonly #coldMs: () => number;
  readonly #known = new Set<number>();

  constructor(time: ServiceTimeDistribution, coldStart: ServiceTimeDistribution, scheduler: Scheduler, random: Random) {
    this.#scheduler = scheduler;
    this.#serviceMs = sampler(time, random);
    this.#coldMs = sampler(coldStart, random);
  }

  run(environment: number, _: Invocation, ready: () => void, done: (result: InvocationResult) => void): void {
    const work = () => this.#scheduler.schedule(this.#serviceMs(), () => done(OK));
    if (this.#known.has(environment)) {
      work();
      return;
    }
    this.#known.add(environment);
    this.#scheduler.schedule(this.#coldMs(), () => {
      ready();
      work();
    });
  }

  discard(environment: number): void {
    this.#known.delete(environment);
  }
}
