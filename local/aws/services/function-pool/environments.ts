import { Fifo } from '../fifo.ts';
import type { Executor, Invocation, InvocationResult } from './invocation.ts';

export interface WaitingInvocation {
  /** Called when an environment starts it. */
  begin(): Invocation;
  /** Called after the environment loaded its code, if it had to. */
  loaded(): void;
  /** Called once. */
  finish(result: InvocationResult): void;
}

/** Environments that may start at once: in a burst, requests wait for warm ones and do not start one each. */
export const STARTS_AT_ONCE = 2;

/**
 * The execution environments of one function. An invocation uses the idle environment that was used last, starts a new
 * one, or waits for the first that is free.
 */
export class Environments {
  #executor: Executor;
  readonly #max: number;
  readonly #startsAtOnce: number;
  readonly #idle: number[] = [];
  readonly #running = new Map<WaitingInvocation, { readonly environment: number; readonly executor: Executor }>();
  /** Environments that are not ready yet. */
  readonly #starting = new Set<number>();
  readonly #waiting = new Fifo<WaitingInvocation>();
  #alive = 0;
  #nextEnvironment = 0;
  #retired = false;

  constructor(executor: Executor, max: number, startsAtOnce = STARTS_AT_ONCE) {
    this.#executor = executor;
    this.#max = max;
    this.#startsAtOnce = startsAtOnce;
  }

  /** Environments that run, wait for work or load their code. */
  get alive(): number {
    return this.#alive;
  }

  run(invocation: WaitingInvocation): void {
    this.#waiting.push(invocation);
    this.#assign();
  }

  /**
   * Makes every later invocation use a new environment of `executor`. Running invocations end on their own executor,
   * which is closed after its last one.
   */
  replace(executor: Executor): void {
    const replaced = this.#executor;
    this.#executor = executor;
    this.#idle.length = 0;
    this.#starting.clear();
    this.#alive = 0;
    this.#closeUnused(replaced);
    this.#assign();
  }

  /** No more invocations will come: closes the executor after those that run or wait. */
  retire(): void {
    this.#retired = true;
    this.#closeUnused(this.#executor);
  }

  /** Ends a running invocation with `result`, and discards its environment. */
  abandon(invocation: WaitingInvocation, result: InvocationResult): void {
    const running = this.#running.get(invocation);
    if (running === undefined) return;
    const { environment, executor } = running;
    this.#running.delete(invocation);
    executor.discard(environment);
    if (executor === this.#executor) {
      this.#alive -= 1;
      this.#starting.delete(environment);
    }
    invocation.finish(result);
    this.#assign();
    this.#closeUnused(executor);
  }

  #assign(): void {
    while (this.#waiting.length > 0) {
      const idle = this.#idle.pop();
      if (idle === undefined && (this.#alive >= this.#max || this.#starting.size >= this.#startsAtOnce)) return;
      const invocation = this.#waiting.shift();
      if (invocation === undefined) return;
      this.#start(invocation, idle ?? this.#newEnvironment());
    }
  }

  #newEnvironment(): number {
    this.#alive += 1;
    this.#nextEnvironment += 1;
    this.#starting.add(this.#nextEnvironment);
    return this.#nextEnvironment;
  }

  #start(invocation: WaitingInvocation, environment: number): void {
    const executor = this.#executor;
    this.#running.set(invocation, { environment, executor });
    const ready = (): void => {
      if (executor !== this.#executor || !this.#starting.delete(environment)) return;
      invocation.loaded();
      this.#assign();
    };
    const finish = (result: InvocationResult): void => {
      const isCurrent = executor === this.#executor;
      if (isCurrent) this.#starting.delete(environment);
      if (!this.#running.delete(invocation)) return;
      if (isCurrent) this.#idle.push(environment);
      invocation.finish(result);
      this.#assign();
      this.#closeUnused(executor);
    };
    executor.run(environment, invocation.begin(), ready, finish);
  }

  #closeUnused(executor: Executor): void {
    if (executor === this.#executor && !this.#retired) return;
    for (const running of this.#running.values()) if (running.executor === executor) return;
    executor.close?.();
  }
}
