import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BundledFunction } from '../../../build/bundle/bundle-functions.ts';

export interface BuildRequest {
  readonly id: number;
  readonly names: readonly string[];
}

export interface BuildWorkerData {
  /** Directory for bundles; each build has its own directory in it. */
  readonly directory: string;
}

export interface BuildAnswer {
  readonly id: number;
  readonly bundled: readonly BundledFunction[];
  /** Why there are no bundles: esbuild's message, with file and line. */
  readonly failure?: string;
}

/** The message that makes the thread end itself and the child processes that it started. */
export const END = 'end';

/** Bundles functions as the stack's synthesis does. */
export class FunctionBuilder {
  readonly #directory: string;
  readonly #waiting = new Map<number, (answer: Omit<BuildAnswer, 'id'>) => void>();
  /** `undefined` after the last thread ended: a catalog that cannot be imported ends it at once. */
  #worker: Worker | undefined;
  #nextId = 1;

  /** @param directory for bundles */
  constructor(directory: string) {
    this.#directory = directory;
    this.#worker = this.#start();
  }

  /** Builds all of them, or none if one does not compile. */
  build(names: readonly string[]): Promise<Omit<BuildAnswer, 'id'>> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#worker ??= this.#start();
      this.#worker.postMessage({ id, names } satisfies BuildRequest);
    });
  }

  /** Starts again with the catalog as it is now. Abandons a build that is running. */
  async renew(): Promise<void> {
    const old = this.#worker;
    this.#worker = this.#start();
    await end(old);
  }

  async close(): Promise<void> {
    await end(this.#worker);
  }

  #start(): Worker {
    const worker = new Worker(path.join(import.meta.dirname, 'build-worker.ts'), {
      workerData: { directory: this.#directory } satisfies BuildWorkerData,
    });
    worker.on('message', ({ id, ...answer }: BuildAnswer) => {
      this.#waiting.get(id)?.(answer);
      this.#waiting.delete(id);
    });
    let failure = 'the build ended';
    worker.on('error', (error) => {
      failure = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      if (worker !== this.#worker) return;
      for (const resolve of this.#waiting.values()) resolve({ bundled: [], failure });
      this.#waiting.clear();
      this.#worker = undefined;
    });
    // A build that is running must not keep the process alive.
    worker.unref();
    return worker;
  }
}

/** Does not call `terminate`, which would leave the thread's esbuild behind, defunct. */
async function end(worker: Worker | undefined): Promise<void> {
  // A thread that has ended has the id -1.
  if (worker === undefined || worker.threadId === -1) return;
  const exited = once(worker, 'exit');
  worker.postMessage(END);
  await exited;
}
