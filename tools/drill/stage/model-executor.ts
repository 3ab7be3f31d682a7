import type { Random } from '../../../core/random.ts';
import { type Scheduler, sleep } from '../../../core/scheduler/scheduler.ts';
import type { BatchHandler } from '../../../lambdas/shared/batch/handle-batch.ts';
import type { TablePort } from '../../../lambdas/shared/ports.ts';
import {
  type Executor,
  functionFailure,
  type Invocation,
  type InvocationResult,
} from '../../../local/aws/services/function-pool/invocation.ts';

/** The life of an environment: once it is over nothing that its code does reaches the table. */
export interface Life {
  over: boolean;
}

interface Environment {
  readonly life: Life;
  readonly handler: BatchHandler;
  requestId: string;
  done: (result: InvocationResult) => void;
}

const COLD_START_MS = 100;

/** Runs a handler of ours in this process, on virtual time; an environment that ends takes its caches with it. */
export class ModelExecutor implements Executor {
  readonly #scheduler: Scheduler;
  readonly #create: (life: Life) => BatchHandler;
  readonly #environments = new Map<number, Environment>();

  constructor(scheduler: Scheduler, create: (life: Life) => BatchHandler) {
    this.#scheduler = scheduler;
    this.#create = create;
  }

  run(id: number, invocation: Invocation, ready: () => void, done: (result: InvocationResult) => void): void {
    const warm = this.#environments.get(id);
    const environment = warm ?? this.#newEnvironment(id);
    environment.done = done;
    environment.requestId = invocation.requestId;
    const begin = (): void => {
      if (environment.life.over) return;
      if (warm === undefined) ready();
      void this.#handle(environment, invocation);
    };
    this.#scheduler.schedule(warm === undefined ? COLD_START_MS : 0, begin);
  }

  discard(id: number): void {
    const environment = this.#environments.get(id);
    if (environment !== undefined) environment.life.over = true;
    this.#environments.delete(id);
  }

  crash(id: number): void {
    const environment = this.#environments.get(id);
    this.discard(id);
    environment?.done(
      functionFailure('Runtime.ExitError', `RequestId: ${environment.requestId} Error: Runtime exited`),
    );
  }

  #newEnvironment(id: number): Environment {
    const life = { over: false };
    const environment = { life, handler: this.#create(life), requestId: '', done: () => {} };
    this.#environments.set(id, environment);
    return environment;
  }

  async #handle(environment: Environment, { payload, requestId, deadline }: Invocation): Promise<void> {
    const context = {
      awsRequestId: requestId,
      getRemainingTimeInMillis: () => Math.max(0, deadline - this.#scheduler.now()),
    };
    let result: InvocationResult;
    try {
      result = { payload: JSON.stringify(await environment.handler(JSON.parse(payload), context)) };
    } catch (error) {
      // As Node's runtime reports it: API Gateway compares an authorizer's message.
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      result = functionFailure(name, message);
    }
    if (!environment.life.over) environment.done(result);
  }
}

interface Distance {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly life: Life;
  /** Whether the function's role may not use the table. @default it may */
  readonly isDenied?: () => boolean;
}

/** A table some milliseconds away: calls overlap, and an environment can end before or after any of them. */
export function distantTable(
  table: TablePort,
  { scheduler, random, life, isDenied = () => false }: Distance,
): TablePort {
  const call =
    <Input, Output>(operation: (input: Input) => Promise<Output>) =>
    async (input: Input): Promise<Output> => {
      await way(scheduler, random, life);
      try {
        if (isDenied()) throw Object.assign(new Error('no permission'), { name: 'AccessDeniedException' });
        return await operation(input);
      } finally {
        await way(scheduler, random, life);
      }
    };
  return {
    getItem: call(table.getItem),
    putItem: call(table.putItem),
    updateItem: call(table.updateItem),
    query: call(table.query),
    transactWriteItems: call(table.transactWriteItems),
  };
}

/** One way over the network; never arrives where the environment ended meanwhile. */
async function way(scheduler: Scheduler, random: Random, life: Life): Promise<void> {
  await sleep(scheduler, 1 + random.unit() * 3);
  if (life.over) await new Promise(() => {});
}
