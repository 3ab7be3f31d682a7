import type { Random } from '../../../core/random.ts';
import type { Scheduler } from '../../../core/scheduler/scheduler.ts';
import { Alarms } from '../services/alarms/alarms.ts';
import { delayOf, NO_DELAYS, type ServiceDelays } from '../services/delays.ts';
import type { BusObserver } from '../services/event-bus/event-bus.ts';
import { EventBuses } from '../services/event-bus/event-buses.ts';
import { putEventsMeter } from '../services/event-bus/meters.ts';
import { regionalQuotas } from '../services/event-bus/regional-quotas.ts';
import type { Poll } from '../services/event-source-mapping/settings.ts';
import { FunctionPool } from '../services/function-pool/function-pool.ts';
import { functionMeter } from '../services/function-pool/meters.ts';
import { UsagePlans } from '../services/gateway/usage-plan.ts';
import { MemoryBudget } from '../services/memory/memory-budget.ts';
import { parseEmbeddedMetrics } from '../services/metrics/emf.ts';
import { MetricStore } from '../services/metrics/metric-store.ts';
import { ObjectStore } from '../services/object-store/object-store.ts';
import { Queues } from '../services/queue/queues.ts';
import { Schedules } from '../services/schedules/schedules.ts';
import { streamMeters } from '../services/stream/meters.ts';
import { Streams } from '../services/stream/streams.ts';
import { throttleMeter } from '../services/table/meters.ts';
import { Tables } from '../services/table/tables.ts';
import type { CloudObservers, LocalCloud } from '../template/local-cloud.ts';
import { functionEnvironment } from './function-environment.ts';
import { FunctionThread } from './function-thread.ts';

export interface CloudOptions {
  readonly assets: ReadonlyMap<string, string>;
  readonly observers: CloudObservers;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly awsUrl: string;
  readonly region: string;
  readonly poll: Poll;
  readonly maxEnvironments: number;
  /** @default none */
  readonly delays?: ServiceDelays;
  /** Concurrent executions of the account. @default AWS's 1,000 */
  readonly accountConcurrency?: number;
  /** @default no limit */
  readonly memory?: MemoryBudget;
  readonly log: (functionName: string, output: string) => void;
  /** @default nothing */
  readonly onUnknownBus?: ((nameOrArn: string) => void) | undefined;
}

/** The account number of all local resources. LocalStack uses the same; no AWS account has it. */
const LOCAL_ACCOUNT = '000000000000';

const nothing = (): void => {};
const IDLE_BUS: BusObserver = {
  published: nothing,
  unmatched: nothing,
  delivered: nothing,
  deadLettered: nothing,
  dropped: nothing,
};

/** An empty account whose functions run in threads. */
export function createCloud(options: CloudOptions): {
  readonly cloud: LocalCloud;
  readonly closeThreads: () => Promise<void>;
} {
  const {
    scheduler,
    random,
    observers,
    log,
    region,
    awsUrl,
    accountConcurrency,
    delays = NO_DELAYS,
    memory = new MemoryBudget(),
  } = options;
  const threads: FunctionThread[] = [];
  const metrics = new MetricStore(scheduler, () => delayOf(delays.metricsMs, random));
  const onOutput = (functionName: string, output: string): void => {
    takeMetrics(metrics, output);
    log(functionName, output);
  };
  const functions = new FunctionPool(scheduler, random, {
    observe: (name) => functionMeter(metrics, name),
    memory,
    ...(accountConcurrency !== undefined && { accountConcurrency }),
  });
  const cloud: LocalCloud = {
    account: LOCAL_ACCOUNT,
    region,
    awsUrl,
    poll: options.poll,
    scheduler,
    random,
    maxEnvironments: options.maxEnvironments,
    delays,
    assets: options.assets,
    createExecutor: (code) => {
      const thread = new FunctionThread({ code, environment: functionEnvironment(code, region, awsUrl), onOutput });
      threads.push(thread);
      return thread;
    },
    memory,
    streams: new Streams(scheduler, {
      home: { account: LOCAL_ACCOUNT, region },
      observe: (settings) => streamMeters(metrics, settings),
      reshardMs: () => delayOf(delays.reshardMs, random),
      memory,
    }),
    queues: new Queues(scheduler, random, memory),
    objects: new ObjectStore(scheduler, memory),
    buses: new EventBuses(regionalQuotas(region, scheduler), putEventsMeter(metrics), options.onUnknownBus),
    functions,
    schedules: new Schedules(scheduler, functions),
    tables: new Tables({
      clock: scheduler,
      region,
      accountId: LOCAL_ACCOUNT,
      memory,
      onThrottled: throttleMeter(metrics),
    }),
    usagePlans: new UsagePlans(),
    mappings: [],
    metrics,
    alarms: new Alarms(scheduler),
    accessLogFilters: [],
    gateways: [],
    restApis: new Map(),
    stacks: new Set(),
    roles: new Map(),
    queuePolicies: new Map(),
    busObserver: observers.bus ?? IDLE_BUS,
    mappingObserver: observers.mapping ?? { processed: nothing, discarded: nothing },
    gatewayObserver: observers.gateway ?? { answered: nothing },
  };
  return {
    cloud,
    closeThreads: async () => {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

/** Adds the metrics that functions wrote in the embedded metric format. */
function takeMetrics(metrics: MetricStore, output: string): void {
  if (!output.includes('"_aws"')) return;
  for (const line of output.split('\n')) for (const value of parseEmbeddedMetrics(line)) metrics.take(value);
}
