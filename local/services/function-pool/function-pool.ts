import type { Random } from '../../../core/random.ts';
import type { Scheduler } from '../../../core/scheduler/scheduler.ts';
import { ServiceError } from '../service-error.ts';
import { uuid } from '../uuid.ts';
import { Environments, type WaitingInvocation } from './environments.ts';
import { type Executor, functionFailure, type InvocationOutcome } from './invocation.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const ACCOUNT_CONCURRENCY = 1_000;
/** Concurrency that reservations must leave to the other functions. */
export const UNRESERVED_MINIMUM = 100;

export interface FunctionSettings {
  readonly name: string;
  readonly arn: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly runtime: string;
  readonly handler: string;
  readonly roleArn: string;
  /** Left out, the function shares the account's unreserved concurrency. */
  readonly reservedConcurrency?: number;
  /** Environments that the executor can hold; invocations above it wait. */
  readonly maxEnvironments: number;
}

interface PooledFunction {
  readonly settings: FunctionSettings;
  readonly environments: Environments;
  concurrent: number;
  throttles: number;
}

/** Lambda as its callers see it: concurrency limits, environments that are reused, timeouts, error documents. */
export class FunctionPool {
  readonly #functions = new Map<string, PooledFunction>();
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  #reserved = 0;
  #unreservedConcurrent = 0;

  constructor(scheduler: Scheduler, random: Random) {
    this.#scheduler = scheduler;
    this.#random = random;
  }

  /** @throws ServiceError LimitExceededException where reservations leave fewer than 100 to the others */
  add(settings: FunctionSettings, executor: Executor): void {
    const reserved = this.#reserved + (settings.reservedConcurrency ?? 0);
    if (reserved > ACCOUNT_CONCURRENCY - UNRESERVED_MINIMUM) {
      throw new ServiceError(
        'InvalidParameterValueException',
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED_MINIMUM}].`,
      );
    }
    this.#reserved = reserved;
    const environments = new Environments(executor, settings.maxEnvironments);
    this.#functions.set(settings.name, { settings, environments, concurrent: 0, throttles: 0 });
  }

  settings(nameOrArn: string): FunctionSettings {
    return this.#named(nameOrArn).settings;
  }

  all(): FunctionSettings[] {
    return [...this.#functions.values()].map(({ settings }) => settings);
  }

  /** Runs the function; `done` is called once, never before this returns. @throws ServiceError ResourceNotFoundException */
  invoke(nameOrArn: string, payload: string, done: (outcome: InvocationOutcome) => void): void {
    const pooled = this.#named(nameOrArn);
    const reason = this.#limitReached(pooled);
    if (reason !== undefined) {
      pooled.throttles += 1;
      this.#scheduler.schedule(0, () => done({ throttled: true, reason }));
      return;
    }
    this.#count(pooled, 1);
    const { settings, environments } = pooled;
    const requestId = uuid(this.#random);
    const timeoutMs = settings.timeoutSeconds * 1_000;
    let cancelTimeout = (): void => {};
    const waiting: WaitingInvocation = {
      begin: () => {
        // The timeout begins with the run; time spent waiting for an environment is the caller's.
        cancelTimeout = this.#scheduler.schedule(timeoutMs, () => environments.abandon(waiting, timedOut()));
        return { requestId, payload, deadline: this.#scheduler.now() + timeoutMs };
      },
      finish: (result) => {
        cancelTimeout();
        this.#count(pooled, -1);
        done(result);
      },
    };
    const timedOut = () =>
      functionFailure(
        'Sandbox.Timedout',
        `RequestId: ${requestId} Error: Task timed out after ${settings.timeoutSeconds.toFixed(2)} seconds`,
      );
    environments.run(waiting);
  }

  #named(nameOrArn: string): PooledFunction {
    const name = nameOrArn.startsWith('arn:') ? (nameOrArn.split(':')[6] ?? '') : nameOrArn;
    const pooled = this.#functions.get(name);
    if (pooled !== undefined) return pooled;
    throw new ServiceError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, 404);
  }

  #limitReached({ settings, concurrent }: PooledFunction) {
    if (settings.reservedConcurrency !== undefined) {
      return concurrent < settings.reservedConcurrency
        ? undefined
        : 'ReservedFunctionConcurrentInvocationLimitExceeded';
    }
    const unreserved = ACCOUNT_CONCURRENCY - this.#reserved;
    return this.#unreservedConcurrent < unreserved ? undefined : 'ConcurrentInvocationLimitExceeded';
  }

  #count(pooled: PooledFunction, change: 1 | -1): void {
    pooled.concurrent += change;
    if (pooled.settings.reservedConcurrency === undefined) this.#unreservedConcurrent += change;
  }
}
