import { accountConcurrencyOf } from '../../core/capacity/model/workload.ts';
import type { ChainPlan } from '../../core/capacity/plan/chain.ts';
import { API_FUNCTIONS, type ApiFunction, type FunctionSettings } from '../../core/chain/functions.ts';
import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import { type FunctionMeter, FunctionPool } from '../../local/aws/services/function-pool/function-pool.ts';
import type { Executor } from '../../local/aws/services/function-pool/invocation.ts';
import type { Disturbances } from './disturbances.ts';
import type { Governing, TypeMeters } from './governing.ts';
import { type BatchRecord, HandlerModel } from './handler-model.ts';
import { QueryModel } from './query-model.ts';
import type { RecordTag } from './request.ts';
import type { ServiceTimes } from './service-times.ts';
import type { FunctionUse, Tally } from './tally.ts';
import type { Tickets } from './tickets.ts';
import { TimedFunction } from './timed-function.ts';

export interface FunctionsOptions {
  readonly plan: ChainPlan;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** Random numbers of authorizer and query. */
  readonly apiRandom: Random;
  readonly times: ServiceTimes;
  readonly disturbances: Disturbances;
  /** Most environments of a function; on AWS, as many as its concurrency allows. */
  readonly maxEnvironments: number;
  /** Most environments of a function that start at once; on AWS there is no limit. */
  readonly startsAtOnce: number;
  readonly tally: Tally;
  /** @default no governor looks */
  readonly governing?: Governing | undefined;
}

/**
 * The stage's functions: authorizer, ingest and query, and a handler for each type, under the type's name.
 * @param batches the batches of the handlers' invocations
 */
export function chainFunctions(
  options: FunctionsOptions,
  ingest: Executor,
  batches: Tickets<readonly BatchRecord[]>,
): FunctionPool {
  const { plan, scheduler, random, apiRandom, times, disturbances, tally, maxEnvironments, startsAtOnce, governing } =
    options;
  const indices = new Map(plan.types.map(({ type }, index) => [type.type, index] as const));
  const observe = (name: string) => {
    const index = indices.get(name);
    return index === undefined
      ? apiMeter(tally, name as keyof Tally['api'])
      : handlerMeter(tally, index, governing?.meters[index]);
  };
  const pool = new FunctionPool(scheduler, random, {
    observe,
    requestId: () => '',
    accountConcurrency: accountConcurrencyOf(plan.stage),
  });
  const settingsOf = (name: string, { memoryMb, timeoutSeconds, reservedConcurrency }: FunctionSettings) => ({
    name,
    arn: '',
    runtime: '',
    handler: '',
    roleArn: '',
    memoryMb: memoryMb.value,
    timeoutSeconds: timeoutSeconds.value,
    maxEnvironments,
    startsAtOnce,
    ...(reservedConcurrency.value !== undefined && { reservedConcurrency: reservedConcurrency.value }),
  });
  const timed = (time: ServiceTimes['ingest']) => new TimedFunction(time, times.coldStart, scheduler, apiRandom);
  const executors: Readonly<Record<ApiFunction, Executor>> = {
    authorize: timed(times.authorize),
    ingest,
    query: new QueryModel(timed(times.query), plan.players.reads, plan.stage.reads ?? {}, scheduler, tally.asked),
  };
  for (const name of API_FUNCTIONS) pool.add(settingsOf(name, plan.topology.functions[name]), executors[name]);
  for (const [index, { type, topology }] of plan.types.entries()) {
    const handler = new HandlerModel(type.type, {
      scheduler,
      random,
      times: { handler: times.handler(type.type, topology.handler.memoryMb.value), coldStart: times.coldStart },
      disturbances,
      tickets: batches,
      quarantined: (tag) => tally.quarantined(tag as RecordTag),
      counted: () => {
        tally.attemptWrites += 1;
      },
      handedBack: () => governing?.tableThrottled(index),
    });
    pool.add(settingsOf(type.type, topology.handler), handler);
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
function handlerMeter(tally: Tally, type: number, meters: TypeMeters | undefined): FunctionMeter {
  return meterOf(
    tally.handlers[type],
    () => {
      tally.throttles.handlerConcurrency += 1;
      const counts = tally.types[type];
      if (counts !== undefined) counts.handlerThrottled += 1;
    },
    (running) => meters?.concurrency.add(running),
  );
}

function meterOf(
  use: FunctionUse | undefined,
  throttled: () => void,
  started: (running: number) => void = () => {},
): FunctionMeter {
  return {
    started,
    ended: (milliseconds, _, loadMs) => {
      if (use === undefined) return;
      use.invocations += 1;
      use.busyMs += milliseconds + loadMs;
    },
    throttled,
  };
}
