import type { ChainPlan } from '../../core/capacity/chain.ts';
import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import { type FunctionMeter, FunctionPool } from '../../local/services/function-pool/function-pool.ts';
import type { Executor } from '../../local/services/function-pool/invocation.ts';
import type { Disturbances } from './disturbances.ts';
import { HandlerModel } from './handler-model.ts';
import type { ServiceTimes } from './service-times.ts';
import type { Tally } from './tally.ts';

export interface FunctionsOptions {
  readonly plan: ChainPlan;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly times: ServiceTimes;
  readonly disturbances: Disturbances;
  /** Environments that a function can have; on AWS as many as its concurrency allows. */
  readonly maxEnvironments: number;
  /** Environments of a function that start at once; on AWS without limit. */
  readonly startsAtOnce: number;
  readonly tally: Tally;
}

export const INGEST = 'ingest';
/** lib/cairn-stack.ts. */
const INGEST_TIMEOUT_SECONDS = 10;

/** The stage's functions: ingest, and a handler for each type under the type's name. */
export function chainFunctions(options: FunctionsOptions, ingest: Executor): FunctionPool {
  const { plan, scheduler, random, times, disturbances, tally, maxEnvironments, startsAtOnce } = options;
  const indices = new Map(plan.types.map(({ type }, index) => [type.type, index] as const));
  const observe = (name: string) => functionMeter(tally, indices.get(name));
  const pool = new FunctionPool(scheduler, random, observe, () => '');
  const common = { arn: '', runtime: '', handler: '', roleArn: '', memoryMb: 0, maxEnvironments, startsAtOnce };
  pool.add({ ...common, name: INGEST, timeoutSeconds: INGEST_TIMEOUT_SECONDS }, ingest);
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

/** @param type position of the handler's type; left out, it is ingest */
function functionMeter(tally: Tally, type: number | undefined): FunctionMeter {
  const use = type === undefined ? tally.ingest : tally.handlers[type];
  const counts = type === undefined ? undefined : tally.types[type];
  return {
    started: () => {},
    ended: (milliseconds) => {
      if (use === undefined) return;
      use.invocations += 1;
      use.busyMs += milliseconds;
    },
    throttled: () => {
      if (counts === undefined) tally.throttles.ingestConcurrency += 1;
      else {
        tally.throttles.handlerConcurrency += 1;
        counts.handlerThrottled += 1;
      }
    },
  };
}
