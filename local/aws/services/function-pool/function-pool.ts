import { LIMITS } from '../../../../core/limits.ts';
import type { Random } from '../../../../core/random.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import { MemoryBudget, type Waiting } from '../memory/memory-budget.ts';
import { ServiceError } from '../service-error.ts';
import { TokenBucket } from '../token-bucket.ts';
import { uuid } from '../uuid.ts';
import { Environments, type WaitingInvocation } from './environments.ts';
import { FaultyExecutor, type InvocationFault } from './faulty-executor.ts';
import { type Executor, functionFailure, type InvocationOutcome, type Throttled } from './invocation.ts';

export const ACCOUNT_CONCURRENCY = LIMITS.lambdaConcurrency.value;
/** Concurrency that reservations must leave for other functions. */
export const UNRESERVED_MINIMUM = LIMITS.lambdaUnreservedConcurrency.value;
/**
 * Environments that a function may add at once, and in 10 s: "1,000 execution environment instances every 10 seconds".
 * The budget refills continuously and does not accrue.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html
 */
const PER_TEN_SECONDS = LIMITS.lambdaEnvironmentsPerTenSeconds.value;
export const SCALING = { atOnce: PER_TEN_SECONDS, perSecond: PER_TEN_SECONDS / 10 } as const;

export interface FunctionSettings {
  readonly name: string;
  readonly arn: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly runtime: string;
  readonly handler: string;
  readonly roleArn: string;
  /** `undefined`: the function shares the account's unreserved concurrency. */
  readonly reservedConcurrency?: number;
  /** Most environments of the executor; further invocations wait. */
  readonly maxEnvironments: number;
  /** Environments that start at once; AWS starts one for each invocation that finds none. @default 2 */
  readonly startsAtOnce?: number;
}

/** Meters a function. */
export interface FunctionMeter {
  /**
   * @param running concurrent invocations of the function, including this one
   * @param accountRunning concurrent invocations of all functions
   * @param accountClaimed concurrency that is reserved, plus invocations of functions without a reservation
   */
  started(running: number, accountRunning: number, accountClaimed: number): void;
  /**
   * @param milliseconds of the run alone
   * @param loadMs time before the run in which the environment loaded the code: part of AWS's bill, not of Duration
   */
  ended(milliseconds: number, failed: boolean, loadMs: number): void;
  throttled(): void;
}

interface PooledFunction {
  settings: FunctionSettings;
  readonly environments: Environments;
  concurrent: number;
  /** Environments that AWS would have created, one for each invocation that found none free. Never decreases. */
  scaledTo: number;
  readonly scaling: TokenBucket;
  reserved: number | undefined;
  readonly meter: FunctionMeter | undefined;
}

export interface FunctionPoolOptions {
  /** Creates the meter of a function. @default none */
  readonly observe?: ((functionName: string) => FunctionMeter) | undefined;
  /** Creates the id of an invocation. @default a random UUID */
  readonly requestId?: () => string;
  /** Limit of all functions together; AWS raises it on request. @default 1,000 */
  readonly accountConcurrency?: number;
  /** Budget of invocations that wait or run. @default no limit */
  readonly memory?: MemoryBudget;
}

/** Lambda for its callers: concurrency limits, reuse of environments, timeouts, error documents. */
export class FunctionPool {
  readonly #functions = new Map<string, PooledFunction>();
  readonly #scheduler: Scheduler;
  /** May be replaced at any time. */
  fault: InvocationFault | undefined;
  #reserved = 0;
  #concurrent = 0;
  #unreservedConcurrent = 0;

  readonly #observe: ((functionName: string) => FunctionMeter) | undefined;

  readonly #requestId: () => string;
  readonly #accountConcurrency: number;
  readonly #payloads: Waiting;
  /**
   * Limits the requests of all functions: ten a second for each concurrent invocation of the account.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
   */
  readonly #requests: TokenBucket;

  constructor(scheduler: Scheduler, random: Random, options: FunctionPoolOptions = {}) {
    const { observe, requestId = () => uuid(random), memory = new MemoryBudget() } = options;
    const { accountConcurrency = ACCOUNT_CONCURRENCY } = options;
    this.#payloads = memory.waiting('invocations');
    this.#scheduler = scheduler;
    this.#accountConcurrency = accountConcurrency;
    const requestsPerSecond = accountConcurrency * LIMITS.lambdaRequestsPerConcurrency.value;
    this.#requests = new TokenBucket(requestsPerSecond, requestsPerSecond, scheduler.now());
    this.#observe = observe;
    this.#requestId = requestId;
  }

  /** @throws ServiceError LimitExceededException if reservations leave fewer than 100 for the others */
  add(settings: FunctionSettings, executor: Executor): void {
    this.#reserve(settings.reservedConcurrency ?? 0);
    const faulty = this.#faulty(settings, executor);
    const environments = new Environments(faulty, settings.maxEnvironments, settings.startsAtOnce);
    this.#functions.set(settings.name, {
      settings,
      environments,
      concurrent: 0,
      scaledTo: 0,
      scaling: new TokenBucket(SCALING.atOnce, SCALING.perSecond, this.#scheduler.now()),
      reserved: settings.reservedConcurrency,
      meter: this.#observe?.(settings.name),
    });
  }

  /**
   * Applies settings and code to later invocations; running ones keep theirs. The number of environments stays as it
   * was added.
   * @param executor for new code, or for other variables @default the code stays
   * @throws ServiceError ResourceNotFoundException; InvalidParameterValueException as `setReservedConcurrency`
   */
  update(settings: FunctionSettings, executor?: Executor): void {
    const pooled = this.#named(settings.name);
    this.setReservedConcurrency(settings.name, settings.reservedConcurrency);
    pooled.settings = settings;
    if (executor === undefined) return;
    pooled.environments.replace(this.#faulty(settings, executor));
    pooled.scaledTo = 0;
  }

  /**
   * Removes the function. Invocations that run or wait still end normally.
   * @throws ServiceError ResourceNotFoundException
   */
  remove(nameOrArn: string): void {
    const { settings, environments, reserved } = this.#named(nameOrArn);
    this.#reserve(-(reserved ?? 0));
    this.#functions.delete(settings.name);
    environments.retire();
  }

  /** The function's reserved concurrency, which is also its limit; `undefined` if it shares the account's. */
  reservedConcurrency(nameOrArn: string): number | undefined {
    return this.#named(nameOrArn).reserved;
  }

  /**
   * Reserves concurrency from now on; running invocations continue. 0 stops the function, `undefined` lets it share the
   * account's concurrency.
   * @throws ServiceError if reservations leave fewer than 100 for the others
   */
  setReservedConcurrency(nameOrArn: string, reserved: number | undefined): void {
    const pooled = this.#named(nameOrArn);
    this.#reserve((reserved ?? 0) - (pooled.reserved ?? 0));
    pooled.reserved = reserved;
  }

  /** Invocations that run or wait for an environment, and environments that exist. */
  load(nameOrArn: string): { readonly concurrent: number; readonly environments: number } {
    const { concurrent, environments } = this.#named(nameOrArn);
    return { concurrent, environments: environments.alive };
  }

  settings(nameOrArn: string): FunctionSettings {
    return this.#named(nameOrArn).settings;
  }

  has(nameOrArn: string): boolean {
    return this.#functions.has(nameIn(nameOrArn));
  }

  all(): FunctionSettings[] {
    return [...this.#functions.values()].map(({ settings }) => settings);
  }

  /**
   * Runs the function; `done` is called once, never before this returns. @throws ServiceError ResourceNotFoundException
   */
  invoke(nameOrArn: string, payload: string, done: (outcome: InvocationOutcome) => void): void {
    const pooled = this.#named(nameOrArn);
    const reason = this.#limitReached(pooled);
    if (reason !== undefined) {
      pooled.meter?.throttled();
      this.#scheduler.schedule(0, () => done({ throttled: true, reason }));
      return;
    }
    // Gives its concurrency back to the same pool, even if the reservation changes during the run.
    const isShared = pooled.reserved === undefined;
    this.#count(pooled, isShared, 1);
    this.#payloads.hold(payload.length);
    pooled.meter?.started(pooled.concurrent, this.#concurrent, this.#reserved + this.#unreservedConcurrent);
    const { settings, environments } = pooled;
    const requestId = this.#requestId();
    const timeoutMs = settings.timeoutSeconds * 1_000;
    let cancelTimeout = (): void => {};
    let begunAt = this.#scheduler.now();
    let loadMs = 0;
    const waiting: WaitingInvocation = {
      begin: () => {
        // The timeout begins with the run; it excludes the wait for an environment.
        begunAt = this.#scheduler.now();
        cancelTimeout = this.#scheduler.schedule(timeoutMs, () => environments.abandon(waiting, timedOut()));
        return { requestId, payload, deadline: begunAt + timeoutMs };
      },
      loaded: () => {
        loadMs = this.#scheduler.now() - begunAt;
      },
      finish: (result) => {
        cancelTimeout();
        this.#count(pooled, isShared, -1);
        this.#payloads.release(payload.length);
        const durationMs = this.#scheduler.now() - begunAt - loadMs;
        pooled.meter?.ended(durationMs, result.functionError !== undefined, loadMs);
        done({ ...result, durationMs });
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
    const pooled = this.#functions.get(nameIn(nameOrArn));
    if (pooled !== undefined) return pooled;
    throw new ServiceError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, { statusCode: 404 });
  }

  #faulty({ name }: FunctionSettings, executor: Executor): FaultyExecutor {
    return new FaultyExecutor(name, executor, this.#scheduler, this);
  }

  #reserve(change: number): void {
    const reserved = this.#reserved + change;
    // A small account, for example with a limit of 10, cannot reserve any.
    if (reserved > 0 && reserved > this.#accountConcurrency - UNRESERVED_MINIMUM) {
      throw new ServiceError(
        'InvalidParameterValueException',
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED_MINIMUM}].`,
      );
    }
    this.#reserved = reserved;
  }

  #limitReached(pooled: PooledFunction): Throttled['reason'] | undefined {
    const { reserved, concurrent } = pooled;
    if (reserved !== undefined && concurrent >= reserved) return 'ReservedFunctionConcurrentInvocationLimitExceeded';
    const unreserved = this.#accountConcurrency - this.#reserved;
    if (reserved === undefined && this.#unreservedConcurrent >= unreserved) return 'ConcurrentInvocationLimitExceeded';
    if (!this.#requests.take(1, this.#scheduler.now())) return 'FunctionInvocationRateLimitExceeded';
    if (concurrent < pooled.scaledTo) return undefined;
    if (!pooled.scaling.take(1, this.#scheduler.now())) return 'FunctionInvocationRateLimitExceeded';
    pooled.scaledTo = concurrent + 1;
    return undefined;
  }

  #count(pooled: PooledFunction, isShared: boolean, change: 1 | -1): void {
    pooled.concurrent += change;
    this.#concurrent += change;
    if (isShared) this.#unreservedConcurrent += change;
  }
}

function nameIn(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? (nameOrArn.split(':')[6] ?? '') : nameOrArn;
}
