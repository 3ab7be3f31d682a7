/** What Lambda answers to an invocation that it took. */
export interface InvocationResult {
  /** The function's answer as JSON text, or the error document. */
  readonly payload: string;
  /** Set where the function failed: AWS says `Unhandled` for all of Node's. */
  readonly functionError?: 'Unhandled';
  /** Of the run alone, without waiting for an environment or for its code to load. Left out where nothing ran. */
  readonly durationMs?: number;
}

/** Lambda did not run the function at all. */
export interface Throttled {
  readonly throttled: true;
  /** As Lambda's TooManyRequestsException names it. */
  readonly reason:
    | 'ConcurrentInvocationLimitExceeded'
    | 'ReservedFunctionConcurrentInvocationLimitExceeded'
    /** More new environments than Lambda starts in a time. */
    | 'FunctionInvocationRateLimitExceeded';
}

export type InvocationOutcome = InvocationResult | Throttled;

/** The one way to run a function: the payload and the answer are JSON texts. */
export type InvokeFunction = (
  functionName: string,
  payload: string,
  done: (outcome: InvocationOutcome) => void,
) => void;

export interface Invocation {
  readonly requestId: string;
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/**
 * Where a function's code runs. An environment runs one invocation at a time; it is started by its first one. In the
 * local runtime it is a module instance in the function's thread, in a simulation a drawn service time.
 */
export interface Executor {
  /**
   * `ready` is called once the environment has loaded its code, `done` once the invocation ended; neither before `run`
   * returns, nor after the environment was discarded.
   */
  run(environment: number, invocation: Invocation, ready: () => void, done: (result: InvocationResult) => void): void;
  /** The environment is used no more; what it still does counts for nothing. */
  discard(environment: number): void;
  /** Called once no invocation of it runs and none will: other code took its place, or the function is gone. */
  close?(): unknown;
  /**
   * Ends the environment's process at once, whatever it does, for the fault of that name; what runs in it is done with
   * `Runtime.ExitError`. Others may share the process. @default only the invocation's answer says so: its code goes on
   */
  crash?(environment: number): void;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
export function functionFailure(
  errorType: string,
  errorMessage: string,
  trace: readonly string[] = [],
): InvocationResult {
  return { payload: JSON.stringify({ errorType, errorMessage, trace }), functionError: 'Unhandled' };
}
