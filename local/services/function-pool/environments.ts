import type { Executor, Invocation, InvocationResult } from './invocation.ts';

export interface WaitingInvocation {
  /** Called when an environment takes it. */
  begin(): Invocation;
  /** Called once. */
  finish(result: InvocationResult): void;
}

/** Environments that may start at once: a burst waits for warm ones rather than starting one for each request. */
const STARTS_AT_ONCE = 2;

/**
 * The execution environments of one function. An invocation takes the idle environment that was used last, starts a new
 * one, or waits for whichever comes first.
 */
export class Environments {
  readonly #executor: Executor;
  readonly #max: number;
  readonly #idle: number[] = [];
  readonly #running = new Map<WaitingInvocation, number>();
  /** Environments that have not said that they are ready. */
  readonly #starting = new Set<number>();
  readonly #waiting: WaitingInvocation[] = [];
  #waitingFrom = 0;
  #alive = 0;
  #nextEnvironment = 0;

  constructor(executor: Executor, max: number) {
    this.#executor = executor;
    this.#max = max;
  }

  run(invocation: WaitingInvocation): void {
    this.#waiting.push(invocation);
    this.#assign();
  }

  /** Ends a running invocation with `result` and its environment with it. */
  abandon(invocation: WaitingInvocation, result: InvocationResult): void {
    const environment = this.#running.get(invocation);
    if (environment === undefined) return;
    this.#running.delete(invocation);
    this.#alive -= 1;
    this.#starting.delete(environment);
    this.#executor.discard(environment);
    invocation.finish(result);
    this.#assign();
  }

  #assign(): void {
    while (this.#waitingFrom < this.#waiting.length) {
      const idle = this.#idle.pop();
      if (idle === undefined && (this.#alive >= this.#max || this.#starting.size >= STARTS_AT_ONCE)) return;
      const invocation = this.#takeWaiting();
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
    this.#running.set(invocation, environment);
    const ready = (): void => {
      if (this.#starting.delete(environment)) this.#assign();
    };
    const finish = (result: InvocationResult): void => {
      this.#starting.delete(environment);
      if (!this.#running.delete(invocation)) return;
      this.#idle.push(environment);
      invocation.finish(result);
      this.#assign();
    };
    this.#executor.run(environment, invocation.begin(), ready, finish);
  }

  /** A queue read by index, so that taking the first of many costs nothing. */
  #takeWaiting(): WaitingInvocation | undefined {
    const invocation = this.#waiting[this.#waitingFrom];
    this.#waitingFrom += 1;
    if (this.#waitingFrom === this.#waiting.length) {
      this.#waiting.length = 0;
      this.#waitingFrom = 0;
    }
    return invocation;
  }
}
