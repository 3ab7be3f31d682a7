import { existsSync } from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import { Worker } from 'node:worker_threads';
import { InputError } from '../../../core/errors.ts';
import {
  type Executor,
  functionFailure,
  type Invocation,
  type InvocationResult,
} from '../services/function-pool/invocation.ts';
import type { FunctionCode } from '../template/local-cloud.ts';
import { threadCode } from './thread-code.ts';
import type { FromThread, ThreadData, ToThread } from './thread-message.ts';

export interface FunctionThreadOptions {
  readonly code: FunctionCode;
  /** The thread's environment variables, including Lambda's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Called with what the function wrote, including line ends. */
  readonly onOutput: (functionName: string, output: string) => void;
}

interface Run {
  readonly requestId: string;
  readonly ready: () => void;
  readonly done: (result: InvocationResult) => void;
}

/** The entry module's JavaScript; the first thread creates it. */
let entry: string | undefined;

/** A thread that does not answer a ping within this time is stuck in a loop; the runtime ends it. */
const PING_TIMEOUT_MS = 1_000;

/** Nine threads with V8's default heap sizes would use most of a gigabyte before their first garbage collection. */
const HEAP = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 } as const;
/** V8's default. If the process has `--max-semi-space-size`, that flag would override `HEAP` in each thread. */
const NO_FLAG = '--max-semi-space-size=0';

/** The thread of one function. The first invocation starts it; after a crash, the next one does. */
export class FunctionThread implements Executor {
  readonly #options: FunctionThreadOptions;
  readonly #data: ThreadData;
  readonly #runs = new Map<number, Run>();
  #worker: Worker | undefined;
  #pingTimer: NodeJS.Timeout | undefined;
  #loading: PromiseWithResolvers<void> | undefined;
  #closed = false;

  /** @throws InputError if the handler's file is missing */
  constructor(options: FunctionThreadOptions) {
    const { code } = options;
    this.#options = options;
    const [file = '', exportName = ''] = code.handler.split(/\.(?=[^.]+$)/);
    this.#data = {
      modulePath: modulePath(code, file),
      exportName,
      functionName: code.name,
      functionArn: code.arn,
      memoryMb: code.memoryMb,
    };
  }

  /**
   * Starts the thread and loads the code, so that the first invocation does not wait for it.
   * @throws the error that the code throws while it loads
   */
  prepare(): Promise<void> {
    this.#loading ??= Promise.withResolvers<void>();
    this.#post({ kind: 'load' });
    return this.#loading.promise;
  }

  run(environment: number, invocation: Invocation, ready: () => void, done: (result: InvocationResult) => void): void {
    if (this.#closed) return;
    const { requestId, payload, deadline } = invocation;
    this.#runs.set(environment, { requestId, ready, done });
    this.#post({ kind: 'run', environment, requestId, payload, deadline });
  }

  discard(environment: number): void {
    this.#runs.delete(environment);
    const worker = this.#worker;
    if (worker === undefined || this.#pingTimer !== undefined) return;
    // An endless loop blocks the whole thread; code that waits does not.
    this.#pingTimer = setTimeout(() => void worker.terminate(), PING_TIMEOUT_MS);
    this.#post({ kind: 'ping' });
  }

  /** Ends the thread at once, in the middle of its invocations. The next invocation starts it again. */
  crash(): void {
    void this.#worker?.terminate();
  }

  /** Ends the thread for good. Its invocations, and later ones, never get an answer. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#runs.clear();
    clearTimeout(this.#pingTimer);
    await this.#worker?.terminate();
  }

  #post(message: ToThread): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    entry ??= threadCode();
    v8.setFlagsFromString(NO_FLAG);
    const worker = new Worker(entry, {
      eval: true,
      workerData: this.#data,
      env: { ...this.#options.environment },
      // Excludes the process's own flags, such as a test runner's loaders.
      execArgv: ['--disable-warning=ExperimentalWarning', '--input-type=module'],
      name: this.#data.functionName,
      resourceLimits: HEAP,
    });
    worker.on('message', (message: FromThread) => this.#received(message));
    worker.on('error', (error) => {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#options.onOutput(this.#data.functionName, `${detail}\n`);
    });
    worker.on('exit', (status) => this.#exited(worker, status));
    return worker;
  }

  #received(message: FromThread): void {
    switch (message.kind) {
      case 'pong':
        clearTimeout(this.#pingTimer);
        this.#pingTimer = undefined;
        return;
      case 'ready':
        this.#runs.get(message.environment)?.ready();
        return;
      case 'loaded': {
        const { failure } = message;
        if (failure === undefined) this.#loading?.resolve();
        else this.#loading?.reject(new Error(failure));
        return;
      }
      case 'output':
        this.#options.onOutput(this.#data.functionName, message.output);
        return;
      case 'done': {
        if (message.output !== '') this.#options.onOutput(this.#data.functionName, message.output);
        const run = this.#runs.get(message.environment);
        if (run?.requestId !== message.requestId) return;
        this.#runs.delete(message.environment);
        const { payload } = message;
        run.done(message.failed ? { payload, functionError: 'Unhandled' } : { payload });
      }
    }
  }

  #exited(worker: Worker, status: number): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    clearTimeout(this.#pingTimer);
    this.#pingTimer = undefined;
    this.#loading?.reject(new Error(`the thread ended with exit status ${status} while it loaded the code`));
    const runs = [...this.#runs.values()];
    this.#runs.clear();
    for (const { requestId, done } of runs) {
      const message = `RequestId: ${requestId} Error: Runtime exited with error: exit status ${status}`;
      done(functionFailure('Runtime.ExitError', message));
    }
  }
}

function modulePath({ name, directory }: FunctionCode, file: string): string {
  const candidates = ['.mjs', '.js', '.cjs'].map((extension) => path.join(directory, file + extension));
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw new InputError({
    input: `code of function ${name}`,
    received: directory,
    allowed: `a directory with ${file}.mjs, ${file}.js or ${file}.cjs`,
    remedy: 'Synthesize again: the handler names a file that is not in the asset.',
  });
}
