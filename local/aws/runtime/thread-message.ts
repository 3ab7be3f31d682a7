/** Messages between the runtime and a function's thread: JSON texts, which cost a tenth of cloned objects. */

/** Runs an invocation in an environment; the first invocation creates the environment. */
export interface RunMessage {
  readonly kind: 'run';
  readonly environment: number;
  readonly requestId: string;
  /** The invocation as JSON text. */
  readonly payload: string;
  readonly deadline: number;
}

/** `load` prepares the module for the first environment. */
export type ToThread = RunMessage | { readonly kind: 'ping' } | { readonly kind: 'load' };

export type FromThread =
  | { readonly kind: 'ready'; readonly environment: number }
  /** `failure`: why the module did not load. */
  | { readonly kind: 'loaded'; readonly failure: string | undefined }
  | {
      readonly kind: 'done';
      readonly environment: number;
      readonly requestId: string;
      /** The answer, or the error document, as JSON text. */
      readonly payload: string;
      readonly failed: boolean;
      /** Output of the thread since its last message. */
      readonly output: string;
    }
  | { readonly kind: 'output'; readonly output: string }
  | { readonly kind: 'pong' };

export interface ThreadData {
  /** Path of the module. */
  readonly modulePath: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
}
