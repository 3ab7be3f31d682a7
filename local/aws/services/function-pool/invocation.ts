/** Lambda's answer to an invocation that it accepted. */
export interface InvocationResult {
  /** The function's answer as JSON text, or the error document. */
  readonly payload: string;
  /** Set if the function failed: AWS writes `Unhandled` for all errors of Node. */
  readonly functionError?: 'Unhandled';
  /** Duration of the run, without the wait for an environment or its code. `undefined` if nothing ran. */
  readonly durationMs?: number;
}

/** Lambda did not run the function. */
export interface Throttled {
  readonly throttled: true;
  /** The reason in Lambda's TooManyRequestsException. */
  readonly reason:
    | 'ConcurrentInvocationLimitExceeded'
    | 'ReservedFunctionConcurrentInvocationLimitExceeded'
    /** More new environments than Lambda starts in this time. */
    | 'FunctionInvocationRateLimitExceeded';
}

export type InvocationOutcome = InvocationResult | Throttled;

/** Runs a function: the payload and the answer are JSON texts. */
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
 * Runs a function's code. An environment runs one invocation at a time; its first invocation starts it. In the local
 * runtime an environment is a module instance in the function's thread, in a simulation a drawn service time.
 */
export interface Executor {
  /**
   * Calls `ready` once the environment has loaded its code and `done` once the invocation ended; neither before `run`
   * returns, nor after the environment was discarded.
   */
  run(environment: number, invocation: Invocation, ready: () => void, done: (result: InvocationResult) => void): void;
  /** Ends the use of the environment; later results of it are ignored. */
  discard(environment: number): void;
  /** Called when no invocation runs on it and none will: other code replaced it, or the function is deleted. */
  close?(): unknown;
  /**
   * Ends the environment's process at once, for the fault `function-crash`; its invocations end with
   * `Runtime.ExitError`. Other environments may share the process.
   * @default only the invocation's answer reports a crash, and its code continues
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
