import type { Cancel, Scheduler } from '../../../../core/scheduler/scheduler.ts';
import { type Executor, functionFailure, type Invocation, type InvocationResult } from './invocation.ts';

/** A fault of one invocation. Times in milliseconds. */
export type Mishap =
  /** The environment ends this long after the code was ready, if the run has not ended; then `struck` is called. */
  | { readonly kind: 'crash'; readonly afterMs: number; readonly struck: () => void }
  /** The invocation never ends, so the function's timeout ends it. `ran`: it has all of its effects first. */
  | { readonly kind: 'timeout'; readonly ran: boolean }
  /** The invocation starts late. */
  | { readonly kind: 'slow'; readonly byMs: number }
  /** The invocation runs to its end, and its caller gets a failure. */
  | { readonly kind: 'answer-lost' };

export interface InvocationFault {
  /** Called once when an invocation starts. */
  mishap(functionName: string, invocation: Invocation): Mishap | undefined;
}

/** Holds the fault; each invocation reads it. */
export interface InvocationFaultSlot {
  readonly fault: InvocationFault | undefined;
}

/** An executor that applies a fault's mishaps to invocations, and runs the others unchanged. */
export class FaultyExecutor implements Executor {
  readonly #functionName: string;
  readonly #inner: Executor;
  readonly #scheduler: Scheduler;
  readonly #slot: InvocationFaultSlot;
  /** Environments that have loaded their code. */
  readonly #used = new Set<number>();
  /** Cancels what a mishap scheduled, by environment. */
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
      // Other environments may share the process that ends here: they load their code again.
      this.#used.clear();
      this.#inner.crash(environment);
    };
    const crashLater = (): void => this.#later(environment, afterMs, crash);
    // A new environment reports when its code is loaded; only then does the work begin.
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
