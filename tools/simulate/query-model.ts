import type { ReadPlan } from '../../core/capacity/model/reads.ts';
import type { Reads } from '../../core/capacity/model/workload.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import type { Executor, Invocation, InvocationResult } from '../../local/aws/services/function-pool/invocation.ts';

/**
 * Query with its work replaced by its time, and its requests to the table: an environment that answered recently gives
 * the same answer again (lambdas/query/read-leaderboard.ts). The payload is the position of the read in the plan.
 */
export class QueryModel implements Executor {
  readonly #timed: Executor;
  readonly #rememberedMs: readonly number[];
  readonly #scheduler: Scheduler;
  readonly #asked: number[];
  /** When the table was asked, by environment and read. */
  readonly #askedAt = new Map<number, number[]>();

  /** @param asked counts the requests that ask the table, by the position of the read */
  constructor(timed: Executor, reads: readonly ReadPlan[], traffic: Reads, scheduler: Scheduler, asked: number[]) {
    this.#timed = timed;
    this.#rememberedMs = reads.map(({ name }) => traffic[name]?.rememberedMs ?? 0);
    this.#scheduler = scheduler;
    this.#asked = asked;
  }

  run(environment: number, invocation: Invocation, ready: () => void, done: (result: InvocationResult) => void): void {
    const read = Number(invocation.payload);
    this.#timed.run(environment, invocation, ready, (result) => {
      this.#ask(environment, read);
      done(result);
    });
  }

  discard(environment: number): void {
    this.#askedAt.delete(environment);
    this.#timed.discard(environment);
  }

  #ask(environment: number, read: number): void {
    const now = this.#scheduler.now();
    const askedAt = this.#askedAt.get(environment) ?? [];
    if (now - (askedAt[read] ?? Number.NEGATIVE_INFINITY) < (this.#rememberedMs[read] ?? 0)) return;
    askedAt[read] = now;
    this.#askedAt.set(environment, askedAt);
    this.#asked[read] = (this.#asked[read] ?? 0) + 1;
  }
}
