import type { ChainPlan } from '../../core/capacity/chain.ts';
import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import { type FunctionMeter, FunctionPool } from '../../local/services/function-pool/function-pool.ts';
import type { Executor } from '../../local/services/function-pool/invocation.ts';
import type { Disturbances } from './disturbances.ts';
import { HandlerModel } from './handler-model.ts';
import type { ServiceTimes } from './service-times.ts';
import type { FunctionUse, Tally } from './tally.ts';
import { TimedFunction } from './timed-function.ts';

export interface FunctionsOptions {
  readonly plan: ChainPlan;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** Of authorizer and query. */
  readonly apiRandom: Random;
  readonly times: ServiceTimes;
  readonly disturbances: Disturbances;
  /** Environments that a function can have; on AWS as many as its concurrency allows. */
  readonly maxEnvironments: number;
  /** Environments of a function that start at once; on AWS without limit. */
  readonly startsAtOnce: number;
  readonly tally: Tally;
}

export const AUTHORIZE = 'authorize';
export const INGEST = 'ingest';
export const QUERY = 'query';
/** lib/cairn-stack.ts. */
const TIMEOUT_SECONDS = { [AUTHORIZE]: 5, [INGEST]: 10, [QUERY]: 10 } as const;

/** The stage's functions: authorizer, ingest and query, and a handler for each type under the type's name. */
export function chainFunctions(options: FunctionsOptions, ingest: Executor): FunctionPool {
  const { plan, scheduler, random, apiRandom, times, disturbances, tally, maxEnvironments, startsAtOnce } = options;
  const indices = new Map(plan.types.map(({ type }, index) => [type.type, index] as const));
  const observe = (name: string) => {
    const index = indices.get(name);
    return index === undefined ? apiMeter(tally, name as keyof Tally['api']) : handlerMeter(tally, index);
  };
  const pool = new FunctionPool(scheduler, random, observe, () => '');
  const common = { arn: '', runtime: '', handler: '', roleArn: '', memoryMb: 0, maxEnvironments, startsAtOnce };
  const timed = (time: ServiceTimes['ingest']) => new TimedFunction(time, times.coldStart, scheduler, apiRandom);
  const api = { [AUTHORIZE]: timed(times.authorize), [INGEST]: ingest, [QUERY]: timed(times.query) } as const;
  for (const name of [AUTHORIZE, INGEST, QUERY] as const) {
    pool.add({ ...common, name, timeoutSeconds: TIMEOUT_SECONDS[name] }, api[name]);
  }
  for (const { type, stream } of plan.types) {
    const { timeoutSeconds, reservedConcurrency, memoryMb } = stream.processing;
    const settings = { ...common, name: type.type, timeoutSeconds: timeoutSeconds.value };
    const time = times.handler(type.type, memoryMb.value);
    pool.add(
      plan.stage.reservedConcurrency ? { ...settings, reservedConcurrency: reservedConcurrency.value } : settings,
      new HandlerModel(type.type, time, times.coldStart, scheduler, random, disturbances),
    );
  }
  for (const each of disturbances.all) {
    if (each.kind !== 'stopped') continue;
    const before = pool.reservedConcurrency(each.type);
    scheduler.schedule(each.at * 1_000, () => pool.setReservedConcurrency(each.type, 0));
    scheduler.schedule((each.at + each.seconds) * 1_000, () => pool.setReservedConcurrency(each.type, before));
  }
  return pool;
}

function apiMeter(tally: Tally, name: keyof Tally['api']): FunctionMeter {
  return meterOf(tally.api[name], () => {
    tally.throttles.apiConcurrency += 1;
  });
}

/** @param type position of the handler's type */
function handlerMeter(tally: Tally, type: number): FunctionMeter {
  return meterOf(tally.handlers[type], () => {
    tally.throttles.handlerConcurrency += 1;
    const counts = tally.types[type];
    if (counts !== undefined) counts.handlerThrottled += 1;
  });
}

function meterOf(use: FunctionUse | undefined, throttled: () => void): FunctionMeter {
  return {
    started: () => {},
    ended: (milliseconds) => {
      if (use === undefined) return;
      use.invocations += 1;
      use.busyMs += milliseconds;
    },
    throttled,
  };
}
