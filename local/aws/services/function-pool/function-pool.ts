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
/** Concurrency that reservations must leave to the other functions. */
export const UNRESERVED_MINIMUM = LIMITS.lambdaUnreservedConcurrency.value;
/**
 * Environments that a function may gain at once, and in 10 s: "1,000 execution environment instances every 10 seconds",
 * refilled continuously and not accrued.
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
  /** Left out, the function shares the account's unreserved concurrency. */
  readonly reservedConcurrency?: number;
  /** Environments that the executor can hold; invocations above it wait. */
  readonly maxEnvironments: number;
  /** Environments that start at once; AWS has one start for each invocation that finds none. @default 2 */
  readonly startsAtOnce?: number;
}

/** What watches a function. */
export interface FunctionMeter {
  /** @param running invocations at once, this one included */
  started(running: number): void;
  /**
   * @param milliseconds of the run alone
   * @param loadMs before it, in which its environment loaded the code: AWS's Duration leaves it out, its bill does not
   */
  ended(milliseconds: number, failed: boolean, loadMs: number): void;
  throttled(): void;
}

interface PooledFunction {
  settings: FunctionSettings;
  readonly environments: Environments;
  concurrent: number;
  /** Environments that AWS would have made, each for an invocation that found none free; none is taken back. */
  scaledTo: number;
  readonly scaling: TokenBucket;
  reserved: number | undefined;
  readonly meter: FunctionMeter | undefined;
}

/** Lambda as its callers see it: concurrency limits, environments that are reused, timeouts, error documents. */
export class FunctionPool {
  readonly #functions = new Map<string, PooledFunction>();
  readonly #scheduler: Scheduler;
  /** May be exchanged at any time. */
  fault: InvocationFault | undefined;
  #reserved = 0;
  #unreservedConcurrent = 0;

  readonly #observe: ((functionName: string) => FunctionMeter) | undefined;

  readonly #requestId: () => string;
  readonly #accountConcurrency: number;
  readonly #payloads: Waiting;
  /**
   * Requests of all functions: ten a second for each invocation that the account may run at once.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
   */
  readonly #requests: TokenBucket;

  /**
   * @param observe makes what watches a function
   * @param accountConcurrency of all functions together; AWS raises it on request
   * @param memory of invocations that wait or run. @default no bound
   * @param requestId makes the id of an invocation; a simulation, where nobody reads them, does without
   */
  constructor(
    scheduler: Scheduler,
    random: Random,
    observe?: (functionName: string) => FunctionMeter,
    requestId: () => string = () => uuid(random),
    accountConcurrency: number = ACCOUNT_CONCURRENCY,
    memory = new MemoryBudget(),
  ) {
    this.#payloads = memory.waiting('invocations');
    this.#scheduler = scheduler;
    this.#accountConcurrency = accountConcurrency;
    const requestsPerSecond = accountConcurrency * LIMITS.lambdaRequestsPerConcurrency.value;
    this.#requests = new TokenBucket(requestsPerSecond, requestsPerSecond, scheduler.now());
    this.#observe = observe;
    this.#requestId = requestId;
  }

  /** @throws ServiceError LimitExceededException where reservations leave fewer than 100 to the others */
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
   * Settings and code of invocations that begin from now on; what runs ends as it began. Their number at once stays as
   * it was added.
   * @param executor runs new code, or the same with other variables; left out, the code stays
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

  /** The function is there no more; what runs ends, and what waits still runs. @throws ServiceError ResourceNotFoundException */
  remove(nameOrArn: string): void {
    const { settings, environments, reserved } = this.#named(nameOrArn);
    this.#reserve(-(reserved ?? 0));
    this.#functions.delete(settings.name);
    environments.retire();
  }

  /** The concurrency that is kept for the function, which it cannot pass; `undefined` where it shares the account's. */
  reservedConcurrency(nameOrArn: string): number | undefined {
    return this.#named(nameOrArn).reserved;
  }

  /**
   * Reserves concurrency from now on; what runs goes on. 0 stops the function, `undefined` lets it share the account's.
   * @throws ServiceError where reservations leave fewer than 100 to the others
   */
  setReservedConcurrency(nameOrArn: string, reserved: number | undefined): void {
    const pooled = this.#named(nameOrArn);
    this.#reserve((reserved ?? 0) - (pooled.reserved ?? 0));
    pooled.reserved = reserved;
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

  /** Runs the function; `done` is called once, never before this returns. @throws ServiceError ResourceNotFoundException */
  invoke(nameOrArn: string, payload: string, done: (outcome: InvocationOutcome) => void): void {
    const pooled = this.#named(nameOrArn);
    const reason = this.#limitReached(pooled);
    if (reason !== undefined) {
      pooled.meter?.throttled();
      this.#scheduler.schedule(0, () => done({ throttled: true, reason }));
      return;
    }
    // Its place is given back to where it was taken from, whatever is reserved by then.
    const isShared = pooled.reserved === undefined;
    this.#count(pooled, isShared, 1);
    this.#payloads.hold(payload.length);
    pooled.meter?.started(pooled.concurrent);
    const { settings, environments } = pooled;
    const requestId = this.#requestId();
    const timeoutMs = settings.timeoutSeconds * 1_000;
    let cancelTimeout = (): void => {};
    let begunAt = this.#scheduler.now();
    let loadMs = 0;
    const waiting: WaitingInvocation = {
      begin: () => {
        // The timeout begins with the run; time spent waiting for an environment is the caller's.
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
    // A small account, with 10 for example, reserves nothing.
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
    if (isShared) this.#unreservedConcurrent += change;
  }
}

function nameIn(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? (nameOrArn.split(':')[6] ?? '') : nameOrArn;
}
