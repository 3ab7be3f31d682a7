import type { Cancel, Scheduler } from '../../../../core/scheduler/scheduler.ts';
import { type Executor, functionFailure, type Invocation, type InvocationResult } from './invocation.ts';

/** What befalls one invocation. Times in milliseconds. */
export type Mishap =
  /** Its environment ends this long after the code was ready, if the run is still going; then `struck` is called. */
  | { readonly kind: 'crash'; readonly afterMs: number; readonly struck: () => void }
  /** It never ends: the function's timeout does it. `ran` where all of its effects are made before. */
  | { readonly kind: 'timeout'; readonly ran: boolean }
  /** It begins late. */
  | { readonly kind: 'slow'; readonly byMs: number }
  /** It runs to its end, and its caller gets a failure. */
  | { readonly kind: 'answer-lost' };

export interface InvocationFault {
  /** Asked once for each invocation, as it begins. */
  mishap(functionName: string, invocation: Invocation): Mishap | undefined;
}

/** Where a fault is looked up, at each invocation. */
export interface InvocationFaultSlot {
  readonly fault: InvocationFault | undefined;
}

/** An executor whose invocations have the mishaps that a fault says; without one they pass through. */
export class FaultyExecutor implements Executor {
  readonly #functionName: string;
  readonly #inner: Executor;
  readonly #scheduler: Scheduler;
  readonly #slot: InvocationFaultSlot;
  /** Environments that have loaded their code. */
  readonly #used = new Set<number>();
  /** Ends what a mishap has scheduled in an environment. */
  readonly #cancels = new Map<number, Cancel>();

  constructor(functionName: string, inner: Executor, scheduler: Scheduler, slot: InvocationFaultSlot) {
    this.#functionName = functionName;
    this.#inner = inner;
    this.#scheduler = scheduler;
    this.#slot = slot;
  }

  run(environment: number, invocation: Invocation, ready: () => void, done: (result: InvocationResult) => void): void {
    const isWarm = this.#used.has(environment);
    if (!isWarm) this.#used.add(environment);
    const mishap = this.#slot.fault?.mishap(this.#functionName, invocation);
    if (mishap === undefined) {
      this.#inner.run(environment, invocation, ready, done);
      return;
    }
    switch (mishap.kind) {
      case 'crash':
        this.#runUntilCrash(environment, invocation, ready, done, mishap, isWarm);
        return;
      case 'timeout':
        if (mishap.ran) this.#inner.run(environment, invocation, ready, () => {});
        return;
      case 'slow':
        this.#later(environment, mishap.byMs, () => this.#inner.run(environment, invocation, ready, done));
        return;
      case 'answer-lost':
        this.#inner.run(environment, invocation, ready, () =>
          done(functionFailure('Runtime.AnswerLost', `RequestId: ${invocation.requestId} Error: the answer was lost`)),
        );
    }
  }

  discard(environment: number): void {
    this.#cancel(environment);
    this.#inner.discard(environment);
  }

  close(): unknown {
    return this.#inner.close?.();
  }

  #runUntilCrash(
    environment: number,
    invocation: Invocation,
    ready: () => void,
    done: (result: InvocationResult) => void,
    { afterMs, struck }: Extract<Mishap, { readonly kind: 'crash' }>,
    isWarm: boolean,
  ): void {
    let ended = false;
    const end = (result: InvocationResult): void => {
      if (ended) return;
      ended = true;
      this.#cancel(environment);
      done(result);
    };
    const crash = (): void => {
      struck();
      if (this.#inner.crash === undefined) {
        end(exited(invocation));
        return;
      }
      // Others may share what ends here: they load their code again.
      this.#used.clear();
      this.#inner.crash(environment);
    };
    const crashLater = (): void => this.#later(environment, afterMs, crash);
    // An environment that has yet to load its code says when it has: only then does the work begin.
    this.#inner.run(
      environment,
      invocation,
      () => {
        if (!ended) crashLater();
        ready();
      },
      end,
    );
    if (isWarm && !ended) crashLater();
  }

  #later(environment: number, delayMs: number, callback: () => void): void {
    this.#cancel(environment);
    this.#cancels.set(
      environment,
      this.#scheduler.schedule(delayMs, () => {
        this.#cancels.delete(environment);
        callback();
      }),
    );
  }

  #cancel(environment: number): void {
    this.#cancels.get(environment)?.();
    this.#cancels.delete(environment);
  }
}

function exited({ requestId }: Invocation): InvocationResult {
  return functionFailure(
    'Runtime.ExitError',
    `RequestId: ${requestId} Error: Runtime exited without providing a reason`,
  );
}
